import type { EntityManager } from 'typeorm';
import { newId } from '../lib/ids.js';
import type { BlobStore } from '../storage/blobs/blob-store.js';
import { type ConfusionCell, Evaluation, type EvaluationSection, type WordNeighbours } from './evaluation.entity.js';
import type { MetricValue } from './metrics/metric-value.js';
import { classificationMetrics } from './metrics/classification-metrics.js';
import { confusionOf } from './metrics/confusion.js';
import { labelSetMetrics, metricsByLabel } from './metrics/label-set-metrics.js';
import { encodeLabelSets, type LabelSets } from './metrics/label-sets.js';
import { encodeOutcomes } from './metrics/outcomes-file.js';
import type { Outcomes } from './metrics/outcomes.js';
import { valueMetrics } from './metrics/value-metrics.js';
import { encodeValueOutcomes, type ValueOutcomes } from './metrics/value-outcomes.js';

/** All of an evaluation that does not depend on where it is written. */
export interface Measured {
  readonly metrics: MetricValue[];
  readonly confusion: ConfusionCell[];
  readonly outcomesDigest: string;
  /** Of a test of analogies, and of rows with any number of labels; none otherwise. */
  readonly sections?: EvaluationSection[];
  /** Of a test of words; none otherwise. */
  readonly neighbours?: WordNeighbours[];
}

/** More pairs of labels than these are the rarest of very many. */
const MOST_PAIRS = 10_000;

/** Labels that have metrics of their own, at most. */
const MOST_LABELS = 1_000;

/** Computes the metrics of outcomes and stores the outcomes. */
export async function measureOutcomes(blobs: BlobStore, outcomes: Outcomes, signal?: AbortSignal): Promise<Measured> {
  const { digest } = await blobs.put(encodeOutcomes(outcomes));
  const confusion = confusionOf(outcomes).slice(0, MOST_PAIRS);
  return { metrics: await classificationMetrics(outcomes, signal), confusion, outcomesDigest: digest };
}

/** The same for rows with any number of labels. */
export async function measureLabelSets(blobs: BlobStore, sets: LabelSets, signal?: AbortSignal): Promise<Measured> {
  const { digest } = await blobs.put(encodeLabelSets(sets));
  const sections = metricsByLabel(sets).slice(0, MOST_LABELS);
  return { metrics: await labelSetMetrics(sets, signal), confusion: [], sections, outcomesDigest: digest };
}

/** The same for rows with a number each. */
export async function measureValues(
  blobs: BlobStore,
  outcomes: ValueOutcomes,
  signal?: AbortSignal,
): Promise<Measured> {
  const { digest } = await blobs.put(encodeValueOutcomes(outcomes));
  return { metrics: await valueMetrics(outcomes, signal), confusion: [], outcomesDigest: digest };
}

export interface EvaluationPlace {
  projectId: string;
  modelVersionId: string;
  datasetVersionId: string;
  split: string;
  jobId: string;
  now: Date;
}

/** Writes an evaluation, in the transaction that ends the job that measured it. */
export async function insertEvaluation(
  tx: EntityManager,
  { metrics, confusion, outcomesDigest, sections = [], neighbours = [] }: Measured,
  { now, ...place }: EvaluationPlace,
): Promise<string> {
  const id = newId('evaluation');
  await tx.insert(Evaluation, {
    ...place,
    ...{ id, metrics, confusion, outcomesDigest, sections, neighbours },
    createdAt: now,
  });
  return id;
}
