import { type DatasetReader, openDatasetReader } from '../../../datasets/rows/dataset-reader.js';
import { LogLevel } from '../../../jobs/job-log.entity.js';
import { ModelFileRole } from '../../../models/model-file.entity.js';
import { MODEL_PATH } from '../../../onnx/model-files.js';
import { PIPELINE_PATH } from '../../../pipelines/load-pipeline.js';
import { formatPipelineFile } from '../../../pipelines/pipeline-file.js';
import { EVIDENCE_PATH, storedFile } from '../../stored-file.js';
import { finishTraining, type TrainingContext } from '../../training-context.js';
import type { TrainingJob } from '../../training-job.entity.js';
import { settingsInWords, type TrainingRun } from '../../training-run.js';
import { progressReport, stateKeeper } from '../report-training.js';
import type { LanguageModelPlan } from './language-model-plan.js';
import type { LanguageNetwork } from './language-network.js';
import { LanguageModelMeter, type LanguageModelQuality } from './measure-language-model.js';
import { TokenStream } from './token-stream.js';
import { type TokenCodec, tokensOfTexts } from './tokens-of-texts.js';
import { type EpochEnd, type TrainedLanguageModel, trainLanguageModel } from './train-language-model.js';

interface Outcome extends TrainedLanguageModel {
  readonly network: LanguageNetwork;
  readonly codec: TokenCodec;
  readonly stream: TokenStream;
  readonly quality: LanguageModelQuality | null;
}

/**
 * A second delivery reads the rows again and goes on from the last checkpoint.
 * @param training the settings that the plan was made of
 */
export async function trainLanguageModelVersion(
  job: TrainingJob,
  training: TrainingRun,
  plan: LanguageModelPlan,
  context: TrainingContext,
): Promise<void> {
  const { datasetVersionId, trainSplit, validationSplit, evaluationSplit } = job.settings;
  const { db, blobs, signal } = context;
  const reader = await openDatasetReader(db.manager, blobs, datasetVersionId);
  await context.report({ message: `Making the tokens of "${trainSplit}"` });
  const texts = textsOf(reader, trainSplit, signal);
  const codec = await tokensOfTexts(texts, plan.level, plan.vocabularySize, signal);
  const streamOf = (split: string) => tokenStream(reader, split, codec, signal);
  const stream = await streamOf(trainSplit);
  const validation = validationSplit === null ? null : await streamOf(validationSplit);
  const network = plan.network(codec.vocabularySize);
  let epochs = 0;
  const trained = await trainLanguageModel(network, stream, codec.endId, plan, {
    ...{ signal, validation },
    state: await context.lastCheckpoint(),
    onState: stateKeeper(context, () => epochs),
    onProgress: progressReport(context, plan.epochs),
    onEpoch: (end) => {
      epochs = end.epoch;
      return tellEpoch(context, codec, end);
    },
  });
  tellWindow(context, plan, trained);
  const quality =
    evaluationSplit === null ? null : await measured(context, network, await streamOf(evaluationSplit), trained);
  await register(context, job, training, plan, { ...trained, network, codec, stream, quality });
}

async function* textsOf(reader: DatasetReader, split: string, signal: AbortSignal): AsyncGenerator<string> {
  for await (const { texts } of reader.batches(split, signal)) yield* texts;
}

async function tokenStream(
  reader: DatasetReader,
  split: string,
  codec: TokenCodec,
  signal: AbortSignal,
): Promise<TokenStream> {
  const stream = new TokenStream(codec.endId);
  for await (const text of textsOf(reader, split, signal)) stream.push(text, codec.encode(text));
  return stream;
}

async function tellEpoch(
  context: TrainingContext,
  codec: TokenCodec,
  { epoch, step, quality, sample }: EpochEnd,
): Promise<void> {
  context.log(LogLevel.INFO, `After epoch ${epoch} it writes: ${codec.decode(sample)}`);
  if (!quality) return;
  await context.report({
    step,
    metrics: {
      validation_loss: quality.loss,
      validation_perplexity: quality.perplexity,
      validation_bits_per_character: quality.bitsPerCharacter,
    },
  });
}

function tellWindow(
  context: TrainingContext,
  { window: asked, windowSetting }: LanguageModelPlan,
  { window }: TrainedLanguageModel,
): void {
  if (window.steps === asked.steps) return;
  context.adjust({
    setting: windowSetting,
    requested: String(asked.steps),
    effective: String(window.steps),
    reason: `The training rows have no more tokens than ${window.steps} for each of the ${window.batch} rows of a batch.`,
  });
}

async function measured(
  context: TrainingContext,
  network: LanguageNetwork,
  stream: TokenStream,
  { window, weights }: TrainedLanguageModel,
): Promise<LanguageModelQuality> {
  await context.report({ message: 'Measuring' });
  const meter = await LanguageModelMeter.open(network, stream, window, {});
  try {
    const quality = await meter.measure(weights, context.signal);
    const { loss, perplexity, bitsPerCharacter } = quality;
    await context.report({
      metrics: { test_loss: loss, test_perplexity: perplexity, test_bits_per_character: bitsPerCharacter },
    });
    return quality;
  } finally {
    await meter.close();
  }
}

async function register(
  context: TrainingContext,
  job: TrainingJob,
  training: TrainingRun,
  plan: LanguageModelPlan,
  { network, codec, stream, weights, window, parameterCount, device, quality }: Outcome,
): Promise<void> {
  const { datasetVersionId, trainSplit, evaluationSplit } = job.settings;
  const { vocabularySize } = network;
  const evidence = {
    ...{ settings: training, device: device.effective, datasetVersionId, trainSplit, vocabularySize },
    ...{ tokens: stream.length, characters: stream.characters, evaluationSplit, quality },
  };
  const pipelineFile = formatPipelineFile({
    format: 1,
    task: 'LANGUAGE_MODEL',
    ...codec.described,
    ...{
      eosIds: [codec.endId],
      beginId: codec.endId,
      contextLength: network.contextLength(window),
      states: [],
      chat: null,
    },
  });
  const files = await Promise.all([
    storedFile(context, MODEL_PATH, ModelFileRole.MODEL, network.served(weights)),
    storedFile(context, PIPELINE_PATH, ModelFileRole.PIPELINE, Buffer.from(pipelineFile)),
    storedFile(context, codec.file.path, ModelFileRole.VOCABULARY, codec.file.bytes),
    storedFile(context, EVIDENCE_PATH, ModelFileRole.EVIDENCE, Buffer.from(`${JSON.stringify(evidence, null, 2)}\n`)),
  ]);
  await finishTraining(context, job, {
    ...{ files, parameterCount },
    signature: network.signature,
    settings: settingsInWords(training),
    summary: `Trained ${plan.title} on ${stream.length} tokens of "${trainSplit}".`,
    reproducible: plan.threads === 1,
    measured: null,
  });
}
