import type { EntityManager } from 'typeorm';
import { IdempotencyKeyReusedError, InvalidInputError } from '../../lib/errors.js';
import { newId } from '../../lib/ids.js';
import { AuditEntry } from './audit-entry.entity.js';
import { inputHash } from './canonical-json.js';
import type { RequestContext } from '../context.js';
import { IdempotencyKey } from './idempotency-key.entity.js';

const MAX_KEY_LENGTH = 128;

/** What the schema says of a mutation's idempotencyKey. */
export const KEY_DESCRIPTION = `Chosen by you, 1 to ${MAX_KEY_LENGTH} characters: the same key and input give the same result and do nothing twice. Kept seven days.`;

export interface Change<I extends object> {
  /** Name of the mutation. */
  operation: string;
  /** Its input; an idempotencyKey in it is honoured. */
  input: I;
  /** What was done, in a sentence, for the audit trail. */
  summary: string;
}

export interface Changed {
  /** Id of the object that was changed or made. */
  id: string;
  /** Whether the key had been used for this very input: nothing was done again. */
  replayed: boolean;
}

/** An expected failure: the change is undone, and `member` is the answer. */
export class Refusal<M extends object> extends Error {
  constructor(readonly member: M) {
    super('The change was refused.');
    this.name = 'Refusal';
  }
}

/** The answer of a mutation, or the member of its result union that a `Refusal` carries. */
export async function orRefusal<T, M extends object>(member: new () => M, answer: () => Promise<T>): Promise<T | M> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof Refusal && error.member instanceof member) return error.member;
    throw error;
  }
}

/**
 * Runs a mutation: one transaction that holds the change, its audit entry and its idempotency key, so that all take effect or none does.
 * @param run makes the change and returns the changed object
 * @throws {IdempotencyKeyReusedError} when the key was used for another input in the last seven days
 */
export async function change<I extends object>(
  context: RequestContext,
  { operation, input, summary }: Change<I>,
  run: (tx: EntityManager) => Promise<{ id: string }>,
): Promise<Changed> {
  const key = (input as { idempotencyKey?: string | null }).idempotencyKey ?? null;
  if (key !== null && (key.length === 0 || key.length > MAX_KEY_LENGTH)) {
    throw new InvalidInputError(`An idempotency key has 1 to ${MAX_KEY_LENGTH} characters.`, [
      'input',
      'idempotencyKey',
    ]);
  }
  const changed = await context.db.transaction(async (tx) => {
    const earlier = key === null ? null : await takeKey(context, tx, operation, key, inputHash(input));
    if (earlier !== null) return { id: earlier, replayed: true };
    const { id } = await run(tx);
    if (key !== null) await tx.update(IdempotencyKey, { actorId: context.actor.id, operation, key }, { targetId: id });
    await tx.insert(AuditEntry, {
      id: newId('audit'),
      projectId: context.projectId,
      at: context.clock.now(),
      actorId: context.actor.id,
      operation,
      targetId: id,
      summary,
    });
    return { id, replayed: false };
  });
  context.forget();
  return changed;
}

/** Claims a key, waiting for a transaction that holds it. Returns the target of its first use, or null when this is it. */
async function takeKey(
  context: RequestContext,
  tx: EntityManager,
  operation: string,
  key: string,
  hash: string,
): Promise<string | null> {
  const row = { actorId: context.actor.id, operation, key };
  const inserted = await tx
    .createQueryBuilder()
    .insert()
    .into(IdempotencyKey)
    .values({ ...row, inputHash: hash, targetId: '', createdAt: context.clock.now() })
    .orIgnore()
    .returning('key')
    .execute();
  if ((inserted.raw as unknown[]).length > 0) return null;
  const earlier = await tx.findOneByOrFail(IdempotencyKey, row);
  if (earlier.inputHash !== hash) throw new IdempotencyKeyReusedError(key);
  return earlier.targetId;
}
