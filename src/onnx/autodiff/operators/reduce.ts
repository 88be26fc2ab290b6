import type { Dimension } from '../../builder.js';
import { operation } from '../graph.js';
import { flattenRows, reshape, reshapeLike, shapeOf } from './layout.js';
import { axisOf, broadcastShapes, sameShape, type Shape, showShape } from '../shape.js';
import { type Contribution, Deferred, type Variable } from '../variable.js';

/** Sum over axes, which become 1 with `keep` and go otherwise; over all of them when left out. */
export function reduceSum(x: Variable, axes: readonly number[] = everyAxis(x), keep = false): Variable {
  const over = axes.map((axis) => axisOf(axis, x.rank));
  if (over.length === 0) return x;
  const output = { type: x.type, shape: reducedShape(x, over, keep) };
  const parameters = [x.graph.integers(over)];
  return operation('ReduceSum', [x], output, [(dy) => expandLike(dy, x, over)], { keepdims: Number(keep) }, parameters);
}

/** Repeats axes of size 1 to a shape of numbers. @throws {TypeError} when it does not fit */
export function expand(x: Variable, shape: readonly number[]): Variable {
  if (!sameShape(broadcastShapes(x.shape, shape), shape))
    throw new TypeError(`${showShape(x.shape)} cannot be expanded to ${showShape(shape)}.`);
  if (sameShape(x.shape, shape)) return x;
  return operation('Expand', [x], { type: x.type, shape }, [(dy) => sumTo(dy, x.shape, x)], {}, [
    x.graph.integers(shape),
  ]);
}

/** Repeats `x`, which lacks `axes` of `like` or has them with size 1, to the shape of `like`. */
export function expandLike(x: Variable, like: Variable, axes: readonly number[]): Variable {
  const { shape } = like;
  const kept: Shape = shape.map((size, axis): Dimension => (axes.includes(axis) ? 1 : size));
  const spread = unreduced(x, kept, like);
  if (sameShape(spread.shape, shape)) return spread;
  const fixed = shape.filter((size) => typeof size === 'number');
  if (fixed.length === shape.length) return expand(spread, fixed);
  const back = (dy: Variable) => sumTo(dy, spread.shape, spread);
  return operation('Expand', [spread], { type: x.type, shape }, [back], {}, [shapeOf(like).value]);
}

function unreduced(x: Variable, kept: Shape, like: Variable): Variable {
  if (sameShape(x.shape, kept)) return x;
  if (kept.filter((size) => typeof size === 'string').length <= 1) return reshape(x, kept);
  // Several sizes are free: axes of size 1 are put back one by one.
  const missing = kept.flatMap((size, axis) => (size === 1 && like.shape[axis] !== 1 ? [axis] : []));
  const back = (dy: Variable) => reshapeLike(dy, x);
  return operation('Unsqueeze', [x], { type: x.type, shape: kept }, [back], {}, [x.graph.integers(missing)]);
}

/** A gradient summed over the axes on which its variable was repeated. */
export function sumTo(gradient: Variable, shape: Shape, like: Variable): Contribution {
  if (sameShape(gradient.shape, shape)) return gradient;
  const extra = gradient.rank - shape.length;
  // A bias: its rows are summed together with those of its other uses.
  if (shape.length === 1 && extra > 0 && shape[0] === gradient.shape.at(-1) && shape[0] !== 1)
    return new Deferred(sumRows, [flattenRows(gradient)]);
  const repeated = gradient.shape.flatMap((size, axis) => {
    const own = axis < extra ? null : shape[axis - extra];
    return own === null || (own === 1 && size !== 1) ? [axis] : [];
  });
  return reshapeLike(reduceSum(gradient, repeated), like);
}

function sumRows(rows: Variable): Variable {
  return reduceSum(rows, [0]);
}

export function everyAxis(x: Variable): number[] {
  return x.shape.map((_, axis) => axis);
}

export function reducedShape(x: Variable, over: readonly number[], keep: boolean): Shape {
  return x.shape.flatMap((size, axis) => (!over.includes(axis) ? [size] : keep ? [1] : []));
}
