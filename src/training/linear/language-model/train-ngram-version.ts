import { setImmediate } from 'node:timers/promises';
import { LogLevel } from '../../../jobs/reports/job-log.entity.js';
import { packParts, unpackParts } from '../../../numerics/byte-parts.js';
import { comparedWithTeacher } from '../../distillation/compare-language-models.js';
import { askingWindows } from '../../distillation/language-answers.js';
import { type LanguageTeacher, openLanguageTeacher } from '../../distillation/language-teacher.js';
import { codecOf } from '../../language-models/codec-of.js';
import { finishLanguageModel } from '../../language-models/finish-language-model.js';
import { type LanguageModelQuality, qualityMetrics, qualityOf } from '../../language-models/language-model-quality.js';
import { TextSampler } from '../../language-models/sample-text.js';
import { readSplitTokens, type SplitTokens } from '../../language-models/split-tokens.js';
import type { TokenStream } from '../../language-models/token-stream.js';
import { StatePace } from '../../neural/train-epochs.js';
import { takenTokens } from '../../tokens-of-versions/taken-tokens.js';
import type { TrainingContext } from '../../training-context.js';
import type { TrainingJob } from '../../training-job.entity.js';
import { originOf, titleWithVersions } from '../../versions/versions-in-words.js';
import { drained } from './drained.js';
import type { MaximumEntropyLanguageModelRun } from './maximum-entropy-language-model-schema.js';
import { ngramGraph, ngramSignature, ngramSteps } from './ngram-graph.js';
import { NgramLikelihood } from './ngram-likelihood.js';
import { assertNgramsFit } from './ngram-memory.js';
import { NgramTrainer } from './ngram-trainer.js';
import { countNgrams, type NgramTree } from './ngram-tree.js';
import { teachNgrams } from './teach-ngrams.js';

/** Variance of the prior where nothing tells which is best: good for texts of all sizes that were looked at. */
const USUAL_VARIANCE = 2;
const SAMPLE_TOKENS = 120;

/** A second delivery counts the n-grams again and goes on from the last checkpoint. */
export async function trainNgramVersion(
  job: TrainingJob,
  training: MaximumEntropyLanguageModelRun,
  context: TrainingContext,
): Promise<void> {
  const { settings } = job;
  const taken = await takenTokens(context, settings);
  const tokens = await readSplitTokens(job, training, context, taken && codecOf(taken.tokens, taken.ref));
  const { codec, train } = tokens;
  const teacher = await openLanguageTeacher(context, settings.distillation, codec.vocabularySize);
  await context.report({ message: 'Counting n-grams' });
  const tree = await counted(training, tokens, teacher, context);
  const [ofTeacher = null, ofTrainer = null] = partsOf(await context.lastCheckpoint(), teacher !== null);
  const taught = teacher && (await teachNgrams(job, training, teacher, tree, tokens, context, ofTeacher));
  const fittedToSame = !taught || taught.wasAsked ? ofTrainer : null;
  const likelihood = await drained(
    NgramLikelihood.of(tree, train.all, codec.endId, training.order, taught?.taught),
    context,
  );
  const trainer = await trained(training, tree, likelihood, tokens, context, fittedToSame, (state) =>
    context.checkpoint(taught ? packParts([taught.state, state]) : state),
  );
  const texts = await tokens.evaluation();
  const quality = await measured(trainer, likelihood, tokens, texts, context);
  const distillation =
    teacher &&
    (await comparedWithTeacher(context, teacher, texts, askingWindows(teacher, train.length).window, quality));
  const { order } = training;
  const model = ngramGraph(tree, trainer.weights, order, codec.vocabularySize);
  context.log(LogLevel.INFO, `It writes: ${codec.decode(await sampled(model, order, codec, training.seed))}`);
  await finishLanguageModel(context, job, {
    training: { ...training, priorVariance: trainer.priorVariance },
    title: titleWithVersions('a maximum-entropy language model', settings),
    ...{ codec, train, model, quality, contextLength: null, reproducible: true },
    signature: ngramSignature(order, codec.vocabularySize),
    parameterCount: tree.size - 1,
    evidence: { ...originOf(settings), trials: trainer.trials, ...(distillation ? { distillation } : {}) },
  });
}

/** What an earlier attempt kept of the teacher and of the trainer; null for nothing. */
function partsOf(checkpoint: Uint8Array | null, isTaught: boolean): readonly (Uint8Array | null)[] {
  if (!checkpoint) return [null, null];
  return isTaught ? unpackParts(checkpoint) : [null, checkpoint];
}

/** @throws {InvalidInputError} when there are more n-grams than memory for their weights, or none for a teacher beside them */
async function counted(
  { order, minCount }: MaximumEntropyLanguageModelRun,
  { codec, train }: SplitTokens,
  teacher: LanguageTeacher | null,
  context: TrainingContext,
): Promise<NgramTree> {
  const least = (length: number) => (length > 2 ? minCount : 1);
  const tree = await drained(countNgrams(train.all, codec.endId, order, codec.vocabularySize, least), context);
  assertNgramsFit(tree.size, train.length, teacher);
  return tree;
}

async function trained(
  training: MaximumEntropyLanguageModelRun,
  tree: NgramTree,
  likelihood: NgramLikelihood,
  { codec, validation }: SplitTokens,
  context: TrainingContext,
  state: Uint8Array | null,
  keep: (state: Uint8Array) => Promise<void>,
): Promise<NgramTrainer> {
  const priorVariance = training.priorVariance ?? (validation ? null : USUAL_VARIANCE);
  const settings = { priorVariance, iterations: training.epochs };
  const held = validation?.all ?? null;
  const trainer = new NgramTrainer(tree, likelihood, held, settings, codec.vocabularySize, state);
  const pace = new StatePace();
  for (const report of trainer.run()) {
    await setImmediate();
    context.signal.throwIfAborted();
    if (report.kind === 'working') continue;
    const { done, most, made } = trainer.iterations;
    const metrics =
      report.kind === 'round'
        ? { train_loss: report.trainLoss, prior_variance: report.priorVariance }
        : qualityMetrics('validation', qualityOf(report.loss * validation!.length, validation!));
    const message = `Fitting with a prior of variance ${report.priorVariance}`;
    await context.report({ ...{ done, total: most, unit: 'iterations', step: made }, message, metrics });
    if (pace.isDue()) await pace.keep(() => keep(trainer.state()));
  }
  tellVariance(context, training, trainer, validation);
  if (!trainer.converged)
    context.log(LogLevel.WARN, 'The iterations were over before the optimum was reached. Raise epochs.');
  return trainer;
}

function tellVariance(
  context: TrainingContext,
  { priorVariance }: MaximumEntropyLanguageModelRun,
  trainer: NgramTrainer,
  validation: TokenStream | null,
): void {
  if (priorVariance !== null) return;
  const lowest = Math.min(...trainer.trials.map(({ loss }) => loss));
  context.adjust({
    setting: 'priorVariance',
    requested: 'best on the validation rows',
    effective: String(trainer.priorVariance),
    reason: validation
      ? `Lowest loss (${lowest.toPrecision(4)} nats a token) of ${trainer.trials.length} values.`
      : 'There are no validation rows to choose it on.',
  });
}

/** Tells how well the validation rows are predicted, and measures. @param texts of the evaluation split; null for none */
async function measured(
  trainer: NgramTrainer,
  likelihood: NgramLikelihood,
  { validation }: SplitTokens,
  texts: TokenStream | null,
  context: TrainingContext,
): Promise<LanguageModelQuality | null> {
  const weights = Float64Array.from(trainer.weights);
  const qualityOn = async (texts: TokenStream) =>
    qualityOf(await drained(likelihood.nats(weights, texts.all), context), texts);
  const step = trainer.iterations.made;
  if (validation) {
    // What was last reported is the version's: a variance that was worse may have been tried after it.
    const known = trainer.trials.find(({ priorVariance }) => priorVariance === trainer.priorVariance);
    const quality = known ? qualityOf(known.loss * validation.length, validation) : await qualityOn(validation);
    await context.report({ step, metrics: qualityMetrics('validation', quality) });
  }
  if (!texts) return null;
  await context.report({ message: 'Measuring' });
  const quality = await qualityOn(texts);
  await context.report({ metrics: qualityMetrics('test', quality) });
  return quality;
}

/** Tokens of a text that the model writes. */
async function sampled(
  model: Uint8Array,
  order: number,
  { endId }: SplitTokens['codec'],
  seed: number,
): Promise<number[]> {
  const sampler = await TextSampler.open(model, ngramSteps(order), endId);
  try {
    return await sampler.sample({}, SAMPLE_TOKENS, seed, 0);
  } finally {
    await sampler.close();
  }
}
