import type { TokenStream } from '../../src/training/language-models/token-stream.js';
import type { TokenCodec } from '../../src/training/language-models/token-codec.js';
import { NgramLikelihood } from '../../src/training/linear/language-model/ngram-likelihood.js';
import { NgramTrainer } from '../../src/training/linear/language-model/ngram-trainer.js';
import { countNgrams } from '../../src/training/linear/language-model/ngram-tree.js';
import { kenlmPerplexity } from './kenlm.js';
import { KneserNey } from '../../src/training/language-models/kneser-ney.js';

interface Streams {
  readonly train: TokenStream;
  readonly validation: TokenStream;
  readonly test: TokenStream;
}

type Codec = Pick<TokenCodec, 'vocabularySize' | 'endId'>;
type Show = (figure: string, value: number, unit: string, more: Record<string, number>) => void;

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

export function showMaximumEntropy(
  { train, validation, test }: Streams,
  { vocabularySize, endId }: Codec,
  order: number,
  show: Show,
): void {
  const before = process.cpuUsage();
  const tree = done(countNgrams(train.all, endId, order, vocabularySize, () => 1));
  const likelihood = done(NgramLikelihood.of(tree, train.all, endId, order));
  const settings = { priorVariance: null, iterations: ITERATIONS };
  const trainer = new NgramTrainer(tree, likelihood, validation.all, settings, vocabularySize);
  done(trainer.run());
  const { user, system } = process.cpuUsage(before);
  const { priorVariance } = trainer;
  const context = { order, priorVariance, weights: tree.size - 1, cpuSeconds: Math.round((user + system) / 1e6) };
  const loss = done(likelihood.nats(Float64Array.from(trainer.weights), test.all)) / test.length;
  show('maximum_entropy_test_loss', loss, 'nats/token', context);
  show('maximum_entropy_test_perplexity', Math.exp(loss), 'perplexity', context);
}

function done<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
