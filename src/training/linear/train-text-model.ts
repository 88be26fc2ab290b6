import { MODEL_PATH } from '../../onnx/model-files.js';
import { setImmediate } from 'node:timers/promises';
import { FeatureExtractor } from '../../pipelines/features/feature-extractor.js';
import { FeatureWeights } from '../../pipelines/features/feature-weights.js';
import { PIPELINE_PATH } from '../../pipelines/load-pipeline.js';
import { formatPipelineFile } from '../../pipelines/pipeline-file.js';
import type { DistillationSettings, TaughtRows } from '../distillation/distillation.js';
import { countedWithin, type EncodedTexts, problemWithin } from './encoding/encoded-texts.js';
import { keptEncoding, type KeptEncodings } from './encoding/kept-encodings.js';
import {
  countFeatures,
  type CountedFeatures,
  type ExampleSource,
  problemOf,
  type TextProblem,
} from './feature-matrix.js';
import type { LinearProblem } from './solver/linear-problem.js';
import { assertSolvable } from './solver-memory.js';
import type { TextExample, TextHead } from './text-head.js';
import { type TextModelSettings, VOCABULARY_PATH } from './text-model-settings.js';
import { MaximumEntropyTrainer, type TrainedWeights, type TrainingReport } from './solver/maximum-entropy-trainer.js';

export interface TrainOptions<E extends TextExample> {
  /** Rows on which L2 is chosen; a part of the training rows when left out. */
  readonly validation?: ExampleSource<E>;
  /** A trainer's state to go on from. */
  readonly state?: Uint8Array | null;
  /** Whose answers are learnt beside the rows; nobody's when left out. */
  readonly teacher?: RowTeacher | null;
  /** Where encodings of the texts are kept; when left out, the texts are read. */
  readonly encodings?: KeptEncodings | null;
  readonly signal?: AbortSignal;
  /** Called every few dozen milliseconds while the solver works. */
  readonly onReport?: (report: TrainingReport, trainer: MaximumEntropyTrainer) => Promise<void>;
}

/** Answers the training rows. */
export interface RowTeacher {
  readonly distillation: DistillationSettings;
  /** @param labels in the order in which probabilities are wanted; none where numbers are */
  answers(labels: readonly string[]): Promise<TaughtRows>;
}

export interface TextModel extends TrainedWeights {
  /** The model version's files by path: model, pipeline and vocabulary. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly featureCount: number;
  readonly trainingRowCount: number;
  /** What of the validation rows was left out, as a sentence; null for nothing. */
  readonly leftOut: string | null;
}

/**
 * Trains a linear model of texts to the files of a model version. Gives way to other work of the process at least every few
 * dozen milliseconds, except while files are made and the file of an encoding is read.
 * @throws {InvalidInputError} when the rows leave nothing to learn, no n-gram is frequent enough, or there is not the memory for all weights
 */
export async function trainTextModel<E extends TextExample>(
  head: TextHead<E>,
  training: ExampleSource<E>,
  settings: TextModelSettings,
  { validation, teacher = null, state = null, encodings = null, signal, onReport }: TrainOptions<E> = {},
): Promise<TextModel> {
  const texts = { training, validation: validation ?? null };
  // Hashed columns are in no order by frequency: their texts are read.
  const { counted, problem, validated } =
    encodings && settings.hashBuckets === null
      ? await problemsWithin(head, await keptEncoding(encodings, texts, settings, signal), settings, teacher, signal)
      : await problemsOfTexts(head, texts, settings, teacher, signal);
  const validationRows = validated?.problem.rows.rowCount ? validated.problem : null;
  const trainer = new MaximumEntropyTrainer(problem, validationRows, settings, state);
  const trained = await solve(trainer, signal, onReport);
  return {
    ...trained,
    files: filesOf(head, counted, settings, trained),
    featureCount: counted.index.size,
    trainingRowCount: counted.trainingRowCount,
    leftOut: validated?.leftOut ?? null,
  };
}

/** What is solved, and what measures it. */
interface Problems {
  readonly counted: CountedFeatures;
  readonly problem: LinearProblem;
  readonly validated: TextProblem | null;
}

async function problemsOfTexts<E extends TextExample>(
  head: TextHead<E>,
  { training, validation }: { readonly training: ExampleSource<E>; readonly validation: ExampleSource<E> | null },
  settings: TextModelSettings,
  teacher: RowTeacher | null,
  signal: AbortSignal | undefined,
): Promise<Problems> {
  const counted = await countFeatures(head, training, settings, signal);
  const taught = await answersOf(teacher, head, counted);
  const extractor = new FeatureExtractor(settings, counted.index, counted.trainingRowCount);
  const { problem } = await problemOf(head, training, extractor, signal, taught);
  return { counted, problem, validated: validation && (await problemOf(head, validation, extractor, signal)) };
}

async function problemsWithin<E extends TextExample>(
  head: TextHead<E>,
  encoded: EncodedTexts<E>,
  { minCount, vocabularySize }: TextModelSettings,
  teacher: RowTeacher | null,
  signal: AbortSignal | undefined,
): Promise<Problems> {
  const { training, validation } = encoded;
  const counted = await countedWithin(head, encoded, { minCount, size: vocabularySize }, signal);
  const taught = await answersOf(teacher, head, counted);
  const weights = new FeatureWeights(counted.index.documentFrequencies, counted.trainingRowCount);
  const { problem } = await problemWithin(head, training, weights, signal, taught);
  return { counted, problem, validated: validation && (await problemWithin(head, validation, weights, signal)) };
}

/**
 * Asks the teacher about the training rows, once it is known that what is to be learnt fits into memory.
 * @throws {InvalidInputError} when it does not
 */
async function answersOf<E extends TextExample>(
  teacher: RowTeacher | null,
  { outputCount, labels }: TextHead<E>,
  counted: CountedFeatures,
): Promise<TaughtRows | undefined> {
  assertSolvable({ outputCount, taught: teacher?.distillation }, counted);
  return teacher?.answers(labels);
}

async function solve(
  trainer: MaximumEntropyTrainer,
  signal: AbortSignal | undefined,
  onReport: TrainOptions<TextExample>['onReport'],
): Promise<TrainedWeights> {
  for (const report of trainer.run()) {
    await onReport?.(report, trainer);
    if (report.kind === 'finished') return report.model;
    await setImmediate();
    signal?.throwIfAborted();
  }
  throw new TypeError('A trainer ends with the report that it has finished.');
}

function filesOf<E extends TextExample>(
  head: TextHead<E>,
  { index, trainingRowCount }: CountedFeatures,
  settings: TextModelSettings,
  trained: TrainedWeights,
): Map<string, Uint8Array> {
  const kind = settings.hashBuckets === null ? ('VOCABULARY' as const) : ('HASHING' as const);
  const file = VOCABULARY_PATH[kind];
  const { wordNgrams, punctuation, characterNgrams, shortestCharacterNgram } = settings;
  const features = {
    wordNgrams,
    punctuation,
    characterNgrams,
    shortestCharacterNgram,
    index: { kind, file },
    trainingRowCount,
  };
  return new Map([
    [MODEL_PATH, head.graph(trained)],
    [PIPELINE_PATH, Buffer.from(formatPipelineFile(head.pipeline(features, trained)), 'utf8')],
    [file, index.toBytes()],
  ]);
}
