import { MODEL_PATH } from '../../onnx/model-files.js';
import { setImmediate } from 'node:timers/promises';
import { FeatureExtractor } from '../../pipelines/features/feature-extractor.js';
import { PIPELINE_PATH } from '../../pipelines/load-pipeline.js';
import { formatPipelineFile } from '../../pipelines/pipeline-file.js';
import { classifierGraph } from './classifier-graph.js';
import { countFeatures, type CountedFeatures, type ExampleSource, featureMatrix } from './feature-matrix.js';
import { type TextClassifierSettings, VOCABULARY_PATH } from './text-classifier-settings.js';
import { MaximumEntropyTrainer, type TrainedWeights, type TrainingReport } from './maximum-entropy-trainer.js';

export interface TrainOptions {
  /** Rows on which L2 is chosen; a part of the training rows when left out. */
  readonly validation?: ExampleSource;
  /** A trainer's state to go on from. */
  readonly state?: Uint8Array | null;
  readonly signal?: AbortSignal;
  /** Called every few dozen milliseconds while the solver works. */
  readonly onReport?: (report: TrainingReport, trainer: MaximumEntropyTrainer) => Promise<void>;
}

export interface TextClassifier extends TrainedWeights {
  /** The model version's files by path: model, pipeline and vocabulary. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly labels: readonly string[];
  readonly featureCount: number;
  readonly trainingRowCount: number;
  /** Validation rows whose label the training rows lack; they were left out. */
  readonly unknownLabelCount: number;
}

/**
 * Trains a maximum-entropy classifier from texts to the files of a model version. Gives way to other work of the process
 * at least every few dozen milliseconds.
 * @throws {InvalidInputError} when the rows have fewer than two labels, or no n-gram that is frequent enough
 */
export async function trainTextClassifier(
  training: ExampleSource,
  settings: TextClassifierSettings,
  { validation, state = null, signal, onReport }: TrainOptions = {},
): Promise<TextClassifier> {
  const counted = await countFeatures(training, settings, signal);
  const extractor = new FeatureExtractor(settings, counted.index, counted.trainingRowCount);
  const { data } = await featureMatrix(training, extractor, counted.labels, signal);
  const validated = validation && (await featureMatrix(validation, extractor, counted.labels, signal));
  const validationRows = validated?.data.rows.rowCount ? validated.data : null;
  const trainer = new MaximumEntropyTrainer(data, validationRows, settings, state);
  const trained = await solve(trainer, signal, onReport);
  return {
    ...trained,
    files: filesOf(counted, settings, trained),
    labels: counted.labels,
    featureCount: counted.index.size,
    trainingRowCount: counted.trainingRowCount,
    unknownLabelCount: validated?.unknownLabelCount ?? 0,
  };
}

async function solve(
  trainer: MaximumEntropyTrainer,
  signal: AbortSignal | undefined,
  onReport: TrainOptions['onReport'],
): Promise<TrainedWeights> {
  for (const report of trainer.run()) {
    await onReport?.(report, trainer);
    if (report.kind === 'finished') return report.model;
    await setImmediate();
    signal?.throwIfAborted();
  }
  throw new TypeError('A trainer ends with the report that it has finished.');
}

function filesOf(
  { index, labels, trainingRowCount }: CountedFeatures,
  settings: TextClassifierSettings,
  { weights }: TrainedWeights,
): Map<string, Uint8Array> {
  const kind = settings.hashBuckets === null ? ('VOCABULARY' as const) : ('HASHING' as const);
  const file = VOCABULARY_PATH[kind];
  const { wordNgrams, punctuation, characterNgrams, shortestCharacterNgram } = settings;
  const pipeline = formatPipelineFile({
    format: 1,
    task: 'CLASSIFICATION',
    input: 'text',
    features: {
      wordNgrams,
      punctuation,
      characterNgrams,
      shortestCharacterNgram,
      index: { kind, file },
      trainingRowCount,
    },
    labels: [...labels],
  });
  return new Map([
    [MODEL_PATH, classifierGraph(weights, labels.length)],
    [PIPELINE_PATH, Buffer.from(pipeline, 'utf8')],
    [file, index.toBytes()],
  ]);
}
