import type { ModelSignature } from '../../models/versions/signature.js';
import type { FeatureSettings } from '../../pipelines/features/feature-settings.js';
import type { PipelineFile } from '../../pipelines/pipeline-file.js';
import type { SparseRows } from '../../numerics/sparse-rows.js';
import type { TaughtRows } from '../distillation/distillation.js';
import type { LinearProblem } from './solver/linear-problem.js';
import type { TrainedWeights } from './solver/maximum-entropy-trainer.js';

/** A row to learn from: a text, and what is to be said of it. */
export interface TextExample {
  readonly text: string;
}

/** What is to be said of the rows of a split, collected row by row. */
export interface Targets<E extends TextExample> {
  /** @returns false for a row that is left out */
  add(example: E): boolean;
  /** @param rows features of the rows that were not left out */
  problem(rows: SparseRows): LinearProblem;
  /** What was left out of the rows, as a sentence for the log; null for nothing. */
  readonly leftOut: string | null;
}

/** What a linear model says of texts: how it is learnt, and how it is served. */
export interface TextHead<E extends TextExample> {
  /** As in "a maximum-entropy classifier". */
  readonly name: string;
  /** Looks at a training row, before targets are collected. */
  look(example: E): void;
  /** @throws {InvalidInputError} when the rows that were looked at leave nothing to learn */
  assertLearnable(): void;
  /** Scores of a text, once the training rows were looked at. */
  readonly outputCount: number;
  /** In the order of the scores; none where they are numbers. */
  readonly labels: readonly string[];
  /** @param taught what a teacher says of the rows, of which none is left out then */
  targets(taught?: TaughtRows): Targets<E>;
  /** A loss by which L2 is chosen, as in "log loss (0.123 nats)". */
  lossInWords(loss: number): string;
  graph(trained: TrainedWeights): Uint8Array<ArrayBuffer>;
  pipeline(features: FeatureSettings, trained: TrainedWeights): PipelineFile;
  /** What the graph takes and gives. */
  signature(): ModelSignature;
  /** Figures of the model beside its weights, by name. */
  figures(trained: TrainedWeights): Readonly<Record<string, number>>;
  /** Something that is unusual about the rows, as a sentence for the log; null for nothing. */
  remark(trained: TrainedWeights): string | null;
}
