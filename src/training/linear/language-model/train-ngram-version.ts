import { setImmediate } from 'node:timers/promises';
import { LogLevel } from '../../../jobs/reports/job-log.entity.js';
import { finishLanguageModel } from '../../language-models/finish-language-model.js';
import { type LanguageModelQuality, qualityMetrics, qualityOf } from '../../language-models/language-model-quality.js';
import { TextSampler } from '../../language-models/sample-text.js';
import { readSplitTokens, type SplitTokens } from '../../language-models/split-tokens.js';
import type { TokenStream } from '../../language-models/token-stream.js';
import { memoryShortage } from '../../memory-need.js';
import type { TrainingContext } from '../../training-context.js';
import type { TrainingJob } from '../../training-job.entity.js';
import { refuse } from './maximum-entropy-language-model-run.js';
import type { MaximumEntropyLanguageModelRun } from './maximum-entropy-language-model-schema.js';
import { ngramGraph, ngramSignature, ngramSteps } from './ngram-graph.js';
import { NgramLikelihood } from './ngram-likelihood.js';
import { NgramTrainer } from './ngram-trainer.js';
import { countNgrams, type NgramTree } from './ngram-tree.js';

/** Variance of the prior where nothing tells which is best: good for texts of all sizes that were looked at. */
const USUAL_VARIANCE = 2;
const CHECKPOINT_EVERY_MS = 5_000;
/** What is kept of each n-gram while its weight is found: the tree, and the vectors of L-BFGS. */
const BYTES_PER_NGRAM = 260;
const SAMPLE_TOKENS = 120;

/** A second delivery counts the n-grams again and goes on from the last checkpoint. */
export async function trainNgramVersion(
  job: TrainingJob,
  training: MaximumEntropyLanguageModelRun,
  context: TrainingContext,
): Promise<void> {
  const tokens = await readSplitTokens(job, training, context);
  const { codec, train } = tokens;
  await context.report({ message: 'Counting n-grams' });
  const tree = await counted(training, tokens, context);
  const likelihood = await drained(NgramLikelihood.of(tree, train.all, codec.endId, training.order), context);
  const trainer = await trained(training, tree, likelihood, tokens, context);
  const quality = await measured(trainer, likelihood, tokens, context);
  const { order } = training;
  const model = ngramGraph(tree, trainer.weights, order, codec.vocabularySize);
  context.log(LogLevel.INFO, `It writes: ${codec.decode(await sampled(model, order, codec, training.seed))}`);
  await finishLanguageModel(context, job, {
    training: { ...training, priorVariance: trainer.priorVariance },
    title: 'a maximum-entropy language model',
    ...{ codec, train, model, quality, contextLength: null, reproducible: true },
    signature: ngramSignature(order, codec.vocabularySize),
    parameterCount: tree.size - 1,
    evidence: { trials: trainer.trials },
  });
}

/** @throws {InvalidInputError} when there are more n-grams than memory for their weights */
async function counted(
  { order, minCount }: MaximumEntropyLanguageModelRun,
  { codec, train }: SplitTokens,
  context: TrainingContext,
): Promise<NgramTree> {
  const least = (length: number) => (length > 2 ? minCount : 1);
  const tree = await drained(countNgrams(train.all, codec.endId, order, codec.vocabularySize, least), context);
  const shortage = memoryShortage(0, tree.size * BYTES_PER_NGRAM);
  if (shortage)
    refuse(
      'minCount',
      `The weights of ${tree.size} n-grams would ${shortage.sentence}. Raise minCount, or lower order or vocabularySize.`,
    );
  return tree;
}

async function trained(
  training: MaximumEntropyLanguageModelRun,
  tree: NgramTree,
  likelihood: NgramLikelihood,
  { codec, validation }: SplitTokens,
  context: TrainingContext,
): Promise<NgramTrainer> {
  const priorVariance = training.priorVariance ?? (validation ? null : USUAL_VARIANCE);
  const settings = { priorVariance, iterations: training.epochs };
  const state = await context.lastCheckpoint();
  const held = validation?.all ?? null;
  const trainer = new NgramTrainer(tree, likelihood, held, settings, codec.vocabularySize, state);
  let checkpointDue = Date.now() + CHECKPOINT_EVERY_MS;
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
    if (Date.now() < checkpointDue) continue;
    await context.checkpoint(trainer.state());
    checkpointDue = Date.now() + CHECKPOINT_EVERY_MS;
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

/** Tells how well the validation rows are predicted, and measures on the evaluation split. */
async function measured(
  trainer: NgramTrainer,
  likelihood: NgramLikelihood,
  { validation, evaluation }: SplitTokens,
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
  const texts = await evaluation();
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

/** Does a piece of work, and gives way to others between its slices. */
async function drained<T>(work: Generator<undefined, T>, { signal }: TrainingContext): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    await setImmediate();
    signal.throwIfAborted();
  }
}
