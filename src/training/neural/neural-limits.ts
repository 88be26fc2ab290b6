import { checkRange, type Refuse } from '../setting-limits.js';

/** Most tokens of a vocabulary: every token's logit is computed in each step, which past this would take most of the time. */
export const LARGEST_VOCABULARY = 50_000;

const MOST_EPOCHS = 10_000;

interface StepSettings {
  readonly epochs: number;
  readonly batchSize: number;
  readonly threads: number;
  readonly dropout: number;
  readonly learningRate: number;
  readonly clipNorm: number;
  /** Of models that are measured after each epoch; null: they go to the last. */
  readonly patience?: number | null;
}

/** @throws {InvalidInputError} naming the first setting that is out of range, of those that all neural models have */
export function checkStepSettings(settings: StepSettings, refuse: Refuse): void {
  const { epochs, batchSize, threads, dropout, learningRate, clipNorm, patience } = settings;
  checkRange('epochs', epochs, 1, MOST_EPOCHS, refuse);
  if (patience != null) checkRange('patience', patience, 1, MOST_EPOCHS, refuse);
  checkRange('batchSize', batchSize, 1, 1_024, refuse);
  checkRange('threads', threads, 1, 64, refuse);
  if (!(dropout >= 0 && dropout < 1)) refuse('dropout', 'dropout is 0 up to, and without, 1.');
  if (!(learningRate > 0)) refuse('learningRate', 'learningRate is above 0.');
  if (!(clipNorm > 0)) refuse('clipNorm', 'clipNorm is above 0.');
}
