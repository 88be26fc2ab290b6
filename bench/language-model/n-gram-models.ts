import type { TokenStream } from '../../src/training/language-models/token-stream.js';
import type { TokenCodec } from '../../src/training/language-models/token-codec.js';
import { NgramLikelihood } from '../../src/training/linear/language-model/ngram-likelihood.js';
import type { TaughtNgrams } from '../../src/training/linear/language-model/ngram-terms.js';
import { NgramTrainer } from '../../src/training/linear/language-model/ngram-trainer.js';
import { countNgrams, type NgramTree } from '../../src/training/linear/language-model/ngram-tree.js';
import { kenlmPerplexity } from './kenlm.js';
import { KneserNey } from '../../src/training/language-models/kneser-ney.js';

export interface Streams {
  readonly train: TokenStream;
  readonly validation: TokenStream;
  readonly test: TokenStream;
}

export type Codec = Pick<TokenCodec, 'vocabularySize' | 'endId'>;
export type Show = (figure: string, value: number, unit: string, more: Record<string, number | string>) => void;

const ITERATIONS = 100;

/** @param kenlm folder of KenLM's programs; null leaves them out */
export async function showKneserNey(
  { train, test }: Streams,
  { vocabularySize, endId }: Codec,
  order: number,
  kenlm: string | null,
  show: Show,
): Promise<void> {
  const loss = new KneserNey(train.all, vocabularySize, endId, order).nats(test.all) / test.length;
  show('kneser_ney_test_loss', loss, 'nats/token', { order });
  show('kneser_ney_test_perplexity', Math.exp(loss), 'perplexity', { order });
  if (kenlm === null) return;
  const perplexity = await kenlmPerplexity(kenlm, train.all, test.all, endId, order);
  show('kenlm_test_perplexity', perplexity, 'perplexity', { order });
}

export function showMaximumEntropy(streams: Streams, codec: Codec, order: number, show: Show): void {
  const { train } = streams;
  const tree = done(countNgrams(train.all, codec.endId, order, codec.vocabularySize, () => 1));
  const { context, loss } = fitted(streams, codec, order, tree, null);
  show('maximum_entropy_test_loss', loss, 'nats/token', context);
  show('maximum_entropy_test_perplexity', Math.exp(loss), 'perplexity', context);
}

/** Fits a model with every variance of the prior that is tried. @returns its loss on the part for the test, and what it took */
export function fitted(
  { train, validation, test }: Streams,
  { vocabularySize, endId }: Codec,
  order: number,
  tree: NgramTree,
  taught: TaughtNgrams | null,
): { readonly context: Record<string, number>; readonly loss: number } {
  const before = process.cpuUsage();
  const likelihood = done(NgramLikelihood.of(tree, train.all, endId, order, taught));
  const settings = { priorVariance: null, iterations: ITERATIONS };
  const trainer = new NgramTrainer(tree, likelihood, validation.all, settings, vocabularySize);
  done(trainer.run());
  const { priorVariance, trials } = trainer;
  const { made } = trainer.iterations;
  const weights = tree.size - 1;
  const context = { order, priorVariance, trials: trials.length, iterations: made, weights };
  const cpuSeconds = cpuSecondsSince(before);
  const loss = done(likelihood.nats(Float64Array.from(trainer.weights), test.all)) / test.length;
  return { context: { ...context, cpuSeconds }, loss };
}

export function cpuSecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return Math.round((user + system) / 1e6);
}

export function done<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
