import { LanguageAnswers } from '../../src/training/distillation/language-answers.js';
import type { LanguageTeacher } from '../../src/training/distillation/language-teacher.js';
import type { TokenStream } from '../../src/training/language-models/token-stream.js';
import { NgramTeaching } from '../../src/training/linear/language-model/ngram-teaching.js';
import { countNgrams, type NgramTree } from '../../src/training/linear/language-model/ngram-tree.js';
import { cpuSecondsSince, done, fitted, type Codec, type Show, type Streams } from './n-gram-models.js';

/** Maximum-entropy models that a network teaches: perplexity on the part for the test, and what asking and fitting cost. */
export async function showTaught(
  streams: Streams,
  codec: Codec,
  order: number,
  network: Pick<LanguageTeacher, 'network' | 'weights' | 'contextLength'>,
  { temperatures, alphas }: { readonly temperatures: readonly number[]; readonly alphas: readonly number[] },
  show: Show,
): Promise<void> {
  const { train } = streams;
  const tree = done(countNgrams(train.all, codec.endId, order, codec.vocabularySize, () => 1));
  for (const temperature of temperatures) {
    const before = process.cpuUsage();
    const teacher = { ...network, ref: 'the network', temperature, alpha: 1 };
    const { expected, entropy } = await asked(teacher, tree, train, codec.endId, order);
    const askingCpuSeconds = cpuSecondsSince(before);
    for (const alpha of alphas) {
      const { context, loss } = fitted(streams, codec, order, tree, { temperature, alpha, expected, entropy });
      const more = { ...context, temperature, alpha, askingCpuSeconds };
      show('taught_maximum_entropy_test_loss', loss, 'nats/token', more);
      show('taught_maximum_entropy_test_perplexity', Math.exp(loss), 'perplexity', more);
    }
  }
}

async function asked(
  teacher: LanguageTeacher,
  tree: NgramTree,
  train: TokenStream,
  endId: number,
  order: number,
): Promise<NgramTeaching> {
  const teaching = done(NgramTeaching.of(tree, train.all, endId, order));
  const answers = await LanguageAnswers.open(teacher, train);
  for (let window = 0; window < answers.asking.count; window++) teaching.add(await answers.answer(window));
  await answers.close();
  return teaching;
}
