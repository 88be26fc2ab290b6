import { add, mul, sub } from './arithmetic.js';
import { withBackward } from '../graph.js';
import { lastTransposed, matmul } from './matmul.js';
import { reduceSum } from './reduce.js';
import { fixedSize } from '../shape.js';
import { softmax } from './softmax.js';
import type { Variable } from '../variable.js';

/**
 * Scaled dot-product attention: softmax(q kᵀ ÷ √width + mask) v for each of a stack of matrices.
 * @param queries (…, T, width)
 * @param keys (…, S, width)
 * @param values (…, S, n)
 * @param mask added to the scores (…, T, S), with broadcasting: 0, or far below where a query does not look. No gradient flows to it.
 * @returns (…, T, n)
 * @see Vaswani et al., Attention Is All You Need (2017)
 */
export function attention(queries: Variable, keys: Variable, values: Variable, mask: Variable): Variable {
  const scaled = mul(queries, 1 / Math.sqrt(fixedSize(queries.shape, -1, 'attention')));
  const weights = softmax(add(matmul(scaled, lastTransposed(keys)), mask));
  const output = matmul(weights, values);
  const known = new Map<Variable, Variable>();
  // The sum that softmax's gradient needs over each row of weights is that of the output with its gradient: two passes less over the
  // weights, which are the largest tensors (Dao et al., FlashAttention, 2022).
  const toScores = (dy: Variable) => {
    const found =
      known.get(dy) ?? mul(weights, sub(matmul(dy, lastTransposed(values)), reduceSum(mul(dy, output), [-1], true)));
    known.set(dy, found);
    return found;
  };
  return withBackward(
    output,
    [scaled, keys, values],
    [
      (dy) => matmul(toScores(dy), keys),
      (dy) => matmul(lastTransposed(toScores(dy)), scaled),
      (dy) => matmul(lastTransposed(weights), dy),
    ],
  );
}
