import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { canonicalJson } from '../../access/changes/canonical-json.js';
import { newId } from '../../lib/ids.js';
import type { Deployment } from './deployment.entity.js';
import { Environment } from '../environments/environment.entity.js';
import { type LedgerChange, LedgerEntry } from './ledger-entry.entity.js';

export interface NewLedgerEntry {
  deployment: Deployment;
  releaseId: string;
  actorId: string;
  change: LedgerChange;
  now: Date;
}

/** Adds a line with the deployment's present routes. Locks the environment's row: the lines of one environment are one chain. */
export async function appendLedger(
  tx: EntityManager,
  { deployment, releaseId, actorId, change, now }: NewLedgerEntry,
): Promise<void> {
  await tx.findOneOrFail(Environment, { where: { id: deployment.environmentId }, lock: { mode: 'pessimistic_write' } });
  const last = await tx.findOne(LedgerEntry, {
    where: { environmentId: deployment.environmentId },
    order: { number: 'DESC' },
  });
  const entry = {
    id: newId('ledger'),
    number: (last?.number ?? 0) + 1,
    projectId: deployment.projectId,
    environmentId: deployment.environmentId,
    deploymentId: deployment.id,
    releaseId,
    at: now,
    actorId,
    change,
    routes: deployment.routes,
    previousHash: last?.hash ?? null,
  };
  await tx.insert(LedgerEntry, { ...entry, hash: ledgerHash(entry) });
}

/** Hash of a line: SHA-256 of its canonical JSON, the hash of the line before included. */
export function ledgerHash(entry: Omit<LedgerEntry, 'id' | 'hash'>): string {
  const { number, deploymentId, releaseId, at, actorId, change, routes, previousHash } = entry;
  const content = { number, deploymentId, releaseId, at: at.toISOString(), actorId, change, routes, previousHash };
  return `sha256:${createHash('sha256').update(canonicalJson(content)).digest('hex')}`;
}
