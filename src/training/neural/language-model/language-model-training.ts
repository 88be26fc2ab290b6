import { LogLevel } from '../../../jobs/reports/job-log.entity.js';
import { codecOf } from '../../language-models/codec-of.js';
import { finishLanguageModel } from '../../language-models/finish-language-model.js';
import { type LanguageModelQuality, qualityMetrics } from '../../language-models/language-model-quality.js';
import { readSplitTokens } from '../../language-models/split-tokens.js';
import type { TokenStream } from '../../language-models/token-stream.js';
import type { TokenCodec } from '../../language-models/token-codec.js';
import { comparedWithTeacher } from '../../distillation/compare-language-models.js';
import { openLanguageTeacher } from '../../distillation/language-teacher.js';
import { openInitialModel } from '../../versions/initial-model.js';
import { takenTokens } from '../../tokens-of-versions/taken-tokens.js';
import type { TrainingContext } from '../../training-context.js';
import type { TrainingJob } from '../../training-job.entity.js';
import type { TrainingRun } from '../../training-run.js';
import { originOf, titleWithVersions } from '../../versions/versions-in-words.js';
import { progressReport, reportEpoch, stateKeeper, tellBestEpoch } from '../report-training.js';
import type { LanguageModelPlan } from './language-model-plan.js';
import type { LanguageNetwork } from './language-network.js';
import { qualityOn } from './measure-language-model.js';
import { parametersOf } from './network-of.js';
import { type EpochEnd, type TrainedLanguageModel, trainLanguageModel } from './train-language-model.js';

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
  const initial = await openInitialModel(context, job.settings.initialVersion);
  const taken = await takenTokens(context, job.settings);
  const known = taken && codecOf(taken.tokens, taken.ref);
  const { codec, train, validation, evaluation } = await readSplitTokens(job, plan, context, known);
  const network = plan.network(codec.vocabularySize);
  tellSoftmax(context, plan, network);
  const teacher = await openLanguageTeacher(context, job.settings.distillation, codec.vocabularySize);
  const trained = await trainLanguageModel(network, train, codec.endId, plan, {
    ...{ signal: context.signal, validation, teacher },
    initialWeights: await initial?.weights(parametersOf(network)),
    state: await context.lastCheckpoint(),
    onState: stateKeeper(context),
    onProgress: progressReport(context, plan.epochs),
    onEpoch: (end) => tellEpoch(context, codec, end),
  });
  tellWindow(context, plan, trained);
  const about = await tellBestEpoch(context, plan.epochs, trained, (quality) =>
    qualityMetrics('best_validation', quality),
  );
  const { weights, window, parameterCount, device } = trained;
  const stream = await evaluation();
  const quality = await measured(context, network, stream, trained);
  const distillation = teacher && (await comparedWithTeacher(context, teacher, stream, window, quality));
  await finishLanguageModel(context, job, {
    ...{
      training,
      title: titleWithVersions(plan.title, job.settings),
      codec,
      train,
      parameterCount,
      signature: network.signature,
    },
    quality,
    model: network.served(weights),
    contextLength: network.contextLength(window),
    reproducible: plan.threads === 1,
    evidence: {
      ...about,
      ...originOf(job.settings),
      ...(distillation ? { distillation } : {}),
      device: device.effective,
    },
  });
}

async function tellEpoch(context: TrainingContext, codec: TokenCodec, end: EpochEnd): Promise<void> {
  context.log(LogLevel.INFO, `After epoch ${end.epoch} it writes: ${codec.decode(end.sample)}`);
  if (end.quality) await reportEpoch(context, end, qualityMetrics('validation', end.quality));
}

function tellSoftmax(
  context: TrainingContext,
  { softmaxSamples }: LanguageModelPlan,
  { sampled, vocabularySize }: LanguageNetwork,
): void {
  if (softmaxSamples === null || sampled) return;
  context.adjust({
    setting: 'softmaxSamples',
    requested: String(softmaxSamples),
    effective: 'all tokens',
    reason: `The texts have ${vocabularySize} tokens: to compare with all takes little more.`,
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
  stream: TokenStream | null,
  { window, weights }: TrainedLanguageModel,
): Promise<LanguageModelQuality | null> {
  if (!stream) return null;
  await context.report({ message: 'Measuring' });
  const quality = await qualityOn(network, stream, window, weights, context.signal);
  await context.report({ metrics: qualityMetrics('test', quality) });
  return quality;
}
