import { sumTo } from './reduce.js';
import { operation } from '../graph.js';
import { flattenRows, transpose } from './layout.js';
import { broadcastShapes, showShape } from '../shape.js';
import { type Contribution, Deferred, type Variable } from '../variable.js';

/**
 * Matrix product of the last two axes: (…, m, k) by (k, n), or by (…, k, n) with leading axes that broadcast.
 * @throws {TypeError} when the shapes do not fit
 */
export function matmul(a: Variable, b: Variable): Variable {
  const inner = a.shape.at(-1);
  if (a.rank < 2 || b.rank < 2 || inner !== b.shape.at(-2))
    throw new TypeError(`There is no matrix product of ${showShape(a.shape)} and ${showShape(b.shape)}.`);
  if (a.rank === 2 && b.rank === 2) return product(a, b);
  const leading = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const shape = [...leading, a.shape.at(-2)!, b.shape.at(-1)!];
  const byWeights = (dy: Variable) => new Deferred(transposedProduct, [flattenRows(a), flattenRows(dy)]);
  return operation('MatMul', [a, b], { type: a.type, shape }, [
    (dy) => sumTo(matmul(dy, lastTransposed(b)), a.shape, a),
    (dy) => (b.rank === 2 ? byWeights(dy) : sumTo(matmul(lastTransposed(a), dy), b.shape, b)),
  ]);
}

export interface ProductOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** Added to the product; a row repeats. */
  readonly plus?: Variable;
}

/** Product of two matrices, either of them transposed on the way: one Gemm. */
export function product(
  a: Variable,
  b: Variable,
  { transposeA: tA = false, transposeB: tB = false, plus }: ProductOptions = {},
): Variable {
  const [rows, innerA] = tA ? [a.shape[1], a.shape[0]] : a.shape;
  const [innerB, columns] = tB ? [b.shape[1], b.shape[0]] : b.shape;
  if (a.rank !== 2 || b.rank !== 2 || innerA !== innerB)
    throw new TypeError(
      `There is no product of ${showShape(a.shape)}${tA ? ' transposed' : ''} and ${showShape(b.shape)}${tB ? ' transposed' : ''}.`,
    );
  const shape = [rows!, columns!];
  if (plus && showShape(broadcastShapes(plus.shape, shape)) !== showShape(shape))
    throw new TypeError(`${showShape(plus.shape)} cannot be added to a product of shape ${showShape(shape)}.`);
  const toA = (dy: Variable) =>
    tA ? product(b, dy, { transposeA: tB, transposeB: true }) : product(dy, b, { transposeB: !tB });
  const toB = (dy: Variable): Contribution => {
    if (!tA) return new Deferred(transposedProduct, tB ? [dy, a] : [a, dy]);
    return tB ? product(dy, a, { transposeA: true, transposeB: true }) : product(a, dy);
  };
  const backward = [toA, toB, ...(plus ? [(dy: Variable) => sumTo(dy, plus.shape, plus)] : [])];
  const attributes = { transA: Number(tA), transB: Number(tB) };
  return operation('Gemm', plus ? [a, b, plus] : [a, b], { type: a.type, shape }, backward, attributes);
}

/** Left (rows, m) and right (rows, n) to (m, n): the sum over rows of the products of their entries. */
function transposedProduct(left: Variable, right: Variable): Variable {
  return product(left, right, { transposeA: true });
}

/** A stack of matrices, each transposed. */
export function lastTransposed(x: Variable): Variable {
  const axes = x.shape.map((_, axis) => axis);
  return transpose(x, [...axes.slice(0, -2), x.rank - 1, x.rank - 2]);
}
