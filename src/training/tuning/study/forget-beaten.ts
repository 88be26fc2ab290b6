import { type EntityManager, In } from 'typeorm';
import { paretoFront, type StudyTrial } from '../trials/study-trials.js';
import type { TuningObjective } from '../tuning-study.entity.js';
import { TuningTrial } from '../trials/tuning-trial.entity.js';

/** Lets go of what trials made that others are better than: the files of a study are those of its best. */
export async function forgetBeaten(
  tx: EntityManager,
  trials: readonly StudyTrial[],
  objectives: readonly TuningObjective[],
): Promise<void> {
  const front = new Set(paretoFront(trials, objectives));
  const beaten = trials.filter((entry) => entry.trial.trained && entry.trial.noted !== null && !front.has(entry));
  if (beaten.length === 0) return;
  await tx.update(TuningTrial, { jobId: In(beaten.map(({ trial }) => trial.jobId)) }, { trained: null });
  for (const { trial } of beaten) trial.trained = null;
}
