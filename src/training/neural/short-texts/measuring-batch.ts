import { tensor, type Tensors } from '../../../onnx/tensor.js';
import type { Window } from '../language-model/language-network.js';
import type { ShortTexts } from './short-texts.js';

/**
 * Texts as one step of measuring: tokens, those behind them, and weights, which are 1 where there is a token; (1, length, batch) each.
 * @param first of them; behind the last of all, rows are empty
 */
export function measuringBatch(texts: ShortTexts, { batch, steps }: Window, first: number): Tensors {
  const size = steps * batch;
  const [tokens, targets] = [new BigInt64Array(size), new BigInt64Array(size)];
  const weights = new Float32Array(size);
  const end = BigInt(texts.endId);
  for (let of = 0; of < batch; of++) {
    const row = texts.all[first + of] ?? new Int32Array();
    for (let at = 0; at < steps; at++) {
      const [before, own] = [row[at - 1], row[at]];
      const place = at * batch + of;
      tokens[place] = before === undefined ? end : BigInt(before);
      targets[place] = own === undefined ? end : BigInt(own);
      weights[place] = own === undefined ? 0 : 1;
    }
  }
  const dims = [1, steps, batch];
  return {
    tokens: tensor('INT64', dims, tokens),
    targets: tensor('INT64', dims, targets),
    weights: tensor('FP32', dims, weights),
  };
}
