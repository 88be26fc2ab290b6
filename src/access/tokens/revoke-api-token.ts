import type { EntityManager } from 'typeorm';
import { NotFoundError } from '../../lib/errors.js';
import { ApiToken } from './api-token.entity.js';

/** Ends a token; it stops working everywhere within a second. Revoking it again changes nothing. */
export async function revokeApiToken(tx: EntityManager, projectId: string, id: string, now: Date): Promise<ApiToken> {
  const token = await tx.findOne(ApiToken, { where: { id, projectId }, lock: { mode: 'pessimistic_write' } });
  if (!token) throw new NotFoundError('token', id, 'List them with the query "apiTokens".');
  token.revokedAt ??= now;
  await tx.update(ApiToken, { id }, { revokedAt: token.revokedAt });
  return token;
}
