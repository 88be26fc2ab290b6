import { gather } from '../../../onnx/autodiff/operators/gather.js';
import { add, mul } from '../../../onnx/autodiff/operators/arithmetic.js';
import { transpose } from '../../../onnx/autodiff/operators/layout.js';
import { matmul, product } from '../../../onnx/autodiff/operators/matmul.js';
import { slice } from '../../../onnx/autodiff/operators/pieces.js';
import { reduceSum } from '../../../onnx/autodiff/operators/reduce.js';
import type { Variable } from '../../../onnx/autodiff/variable.js';
import { type Initializer, normalWith, zeros } from '../../../onnx/training/initializers.js';
import type { Scope } from '../../../onnx/training/scope.js';

/** Of the numbers of tokens' vectors, as they begin. */
export const TOKEN_DEVIATION = 0.1;
const usual = normalWith(TOKEN_DEVIATION);

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
  const { table: weight, bias } = tiedTables(scope, vocabulary, width);
  return x.rank === 2 ? product(x, weight, { transposeB: true, plus: bias }) : add(matmul(x, transpose(weight)), bias);
}

/** The vectors and biases of tokens, or those of the rows that a step is given. */
export interface TiedTables {
  readonly table: Variable;
  readonly bias: Variable;
}

/** @param scope as of `tiedLogits` */
export function tiedTables(scope: Scope, vocabulary: number, width: number): TiedTables {
  const table = scope.parameter('table', [vocabulary, width], usual);
  return { table, bias: scope.parameter('bias', [vocabulary], zeros) };
}

/** @param path of the scope of `tiedTables` */
export function tiedTableNames(path: string): string[] {
  return [`${path}.table`, `${path}.bias`];
}

/** Logits of the first tokens of the tables: (rows, width) to (rows, count). */
export function logitsOfFirst(x: Variable, { table, bias }: TiedTables, count: number): Variable {
  return product(x, slice(table, 0, 0, count), { transposeB: true, plus: slice(bias, 0, 0, count) });
}

/** The logit of one token for each row: (rows, width) and tokens (rows) to (rows). */
export function logitsOfTokens(x: Variable, { table, bias }: TiedTables, tokens: Variable): Variable {
  return add(reduceSum(mul(x, gather(table, tokens)), [-1]), gather(bias, tokens));
}
