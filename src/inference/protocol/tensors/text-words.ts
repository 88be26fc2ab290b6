import { type Tensors, tensor } from '../../../onnx/tensor.js';
import type { WordOrigin } from '../../../pipelines/words/word-lookup.js';
import { WORD_SOURCES } from './word-tensors.js';

/**
 * The words of the texts of a request, where it asks for them: `word_count` INT32 [N], how many each text has, and of all texts one behind
 * the other `word` BYTES [words] and `word_source` INT32 [words], as in the answer to a search. Nothing is padded: one text may have very many.
 */
const TEXT_WORDS = { count: 'word_count', word: 'word', source: 'word_source' } as const;

export function writeTextWords(texts: readonly (readonly WordOrigin[])[]): Tensors {
  const words = texts.flat();
  const counts = Int32Array.from(texts, ({ length }) => length);
  const sources = Int32Array.from(words, ({ source }) => WORD_SOURCES.indexOf(source));
  return {
    [TEXT_WORDS.count]: tensor('INT32', [texts.length], counts),
    [TEXT_WORDS.word]: tensor(
      'BYTES',
      [words.length],
      words.map(({ word }) => word),
    ),
    [TEXT_WORDS.source]: tensor('INT32', [words.length], sources),
  };
}

/** The words of each of `texts` texts; null where an answer does not tell. */
export function readTextWords(answer: Tensors, texts: number): WordOrigin[][] | null {
  const [counts, word, source] = [answer[TEXT_WORDS.count], answer[TEXT_WORDS.word], answer[TEXT_WORDS.source]];
  if (counts?.dims[0] !== texts || !word || !source) return null;
  let start = 0;
  return Array.from(counts.data as Int32Array, (count) => {
    const places = Array.from({ length: count }, (_, at) => start + at);
    start += count;
    return places.map((at) => ({ word: word.data[at] as string, source: WORD_SOURCES[source.data[at] as number]! }));
  });
}
