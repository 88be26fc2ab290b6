import type { DataSource } from 'typeorm';
import { ApiToken } from './tokens/api-token.entity.js';
import { createApiToken } from './tokens/create-api-token.js';
import { insertProject } from './create-project.js';
import { DEFAULT_PROJECT, Project } from './project.entity.js';
import { Role } from './role.js';
import { secretHash } from './tokens/token-secret.js';

const FIRST_START_LOCK = 7_305_204;

/**
 * Makes the default project and its admin token where there are none. Safe to run from many processes at once.
 * A `configuredSecret` (SLUICE_ADMIN_TOKEN) is an admin token from then on, also on a database that has others.
 * @returns the secret of a token that was made here, or null
 */
export async function prepareFirstStart(
  db: DataSource,
  configuredSecret: string | null,
  now: Date,
): Promise<string | null> {
  return db.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [FIRST_START_LOCK]);
    if (!(await tx.existsBy(Project, { name: DEFAULT_PROJECT }))) await insertProject(tx, DEFAULT_PROJECT, now);
    const present = configuredSecret
      ? await tx.existsBy(ApiToken, { secretHash: secretHash(configuredSecret) })
      : (await tx.count(ApiToken)) > 0;
    if (present) return null;
    const { secret } = await createApiToken(
      tx,
      null,
      { name: 'admin', role: Role.ADMIN },
      now,
      configuredSecret ?? undefined,
    );
    return secret;
  });
}
