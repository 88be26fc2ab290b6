import { gather } from '../../../onnx/autodiff/gather.js';
import { add } from '../../../onnx/autodiff/arithmetic.js';
import { transpose } from '../../../onnx/autodiff/layout.js';
import { matmul, product } from '../../../onnx/autodiff/matmul.js';
import type { Variable } from '../../../onnx/autodiff/variable.js';
import { type Initializer, normalWith, zeros } from '../../../onnx/training/initializers.js';
import type { Scope } from '../../../onnx/training/scope.js';

const usual = normalWith(0.1);

/** Vectors of tokens: each token's number to its row of the table (vocabulary, width). */
export function embed(
  scope: Scope,
  tokens: Variable,
  vocabulary: number,
  width: number,
  initializer: Initializer = usual,
): Variable {
  return gather(scope.parameter('table', [vocabulary, width], initializer), tokens);
}

/**
 * Logits by the table that embeds the tokens: (…, width) to (…, vocabulary).
 * @param scope that of `embed`, which comes first and decides the first values of the table
 * @see Press and Wolf, Using the Output Embedding to Improve Language Models (2017)
 */
export function tiedLogits(scope: Scope, x: Variable, vocabulary: number, width: number): Variable {
  const weight = scope.parameter('table', [vocabulary, width], usual);
  const bias = scope.parameter('bias', [vocabulary], zeros);
  return x.rank === 2 ? product(x, weight, { transposeB: true, plus: bias }) : add(matmul(x, transpose(weight)), bias);
}
