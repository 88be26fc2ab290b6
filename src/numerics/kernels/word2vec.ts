// AssemblyScript. Skip-gram and CBOW with negative sampling or hierarchical softmax. Skip-gram shares the noise words of a word
// among those around it (Ji et al. 2016, "Parallelizing Word2Vec in Shared and Distributed Memory"), or draws them for each.
// One call trains on the ids of some sentences. All memory belongs to the caller: see src/training/embeddings/word2vec/memory/word2vec-layout.ts.

import { HOT_WORDS, INPUTS, INPUT_ROWS, SENTENCE, STRIDE } from '../kernel-fields/window';
import { ownRow } from './shared/hot-rows';
import { reachOf, trainSentences, trainWindow } from './shared/window';

export { exchangeAllHotRows, takeHotRows } from './shared/window';

/** Trains on whole sentences: see `trainSentences`. */
export function train(settings: usize, ids: usize, count: i32): void {
  trainSentences(settings, ids, count, trainSentence);
}

function trainSentence(settings: usize): void {
  const sentence = <usize>load<u32>(settings, SENTENCE);
  const inputs = <usize>load<u32>(settings, INPUTS);
  const stride = <usize>load<u32>(settings, STRIDE);
  const inputRows = <usize>load<u32>(settings, INPUT_ROWS);
  let length: i32 = 0;
  while (load<i32>(sentence + ((<usize>length) << 2)) >= 0) length++;
  for (let centre: i32 = 0; centre < length; centre++) {
    const word = load<u32>(sentence + ((<usize>centre) << 2));
    const reach = reachOf(settings);
    const first = max<i32>(0, centre - reach);
    const last = min<i32>(length - 1, centre + reach);
    let inputCount: i32 = 0;
    for (let place = first; place <= last; place++) {
      if (place == centre) continue;
      const row = inputs + <usize>load<u32>(sentence + ((<usize>place) << 2)) * stride;
      store<u32>(inputRows + ((<usize>inputCount) << 2), ownRow(settings + HOT_WORDS, <u32>row));
      inputCount++;
    }
    trainWindow(settings, word, inputCount);
  }
}
