import type { EntityManager } from 'typeorm';
import { newId } from '../lib/ids.js';
import { LineageStep } from './lineage-step.entity.js';

/** Writes a step in the transaction that makes its output. */
export async function recordLineage(tx: EntityManager, step: Omit<LineageStep, 'id'>): Promise<void> {
  await tx.insert(LineageStep, { ...step, id: newId('lineage') });
}
