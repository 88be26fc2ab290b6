import type { Dimension, Value } from '../../builder.js';
import { operation } from '../graph.js';
import { axisOf, productOf, sameShape, type Shape, showShape } from '../shape.js';
import type { Variable } from '../variable.js';

/**
 * The same values in another shape. Free sizes that stand where they stood stay; at most one other may be free, and takes what is left.
 * @throws {TypeError} when the shapes hold different numbers of values, as far as they are known
 */
export function reshape(x: Variable, shape: Shape): Variable {
  if (sameShape(x.shape, shape)) return x;
  const [before, after] = [productOf(x.shape), productOf(shape)];
  if (restCount(x, shape) > 1 || (typeof after === 'number' && before !== after))
    throw new TypeError(`${showShape(x.shape)} cannot take the shape ${showShape(shape)}.`);
  return reshaped(x, shape, fixedOrRest(x, shape));
}

/** The values of `x` in the shape of another variable with as many, whether or not that can be seen from their shapes. */
export function reshapeLike(x: Variable, like: Variable): Variable {
  const { shape } = like;
  if (sameShape(x.shape, shape)) return x;
  return reshaped(x, shape, restCount(x, shape) <= 1 ? fixedOrRest(x, shape) : shapeOf(like).value);
}

function reshaped(x: Variable, shape: Shape, sizes: Value): Variable {
  return operation('Reshape', [x], { type: x.type, shape }, [(dy) => reshapeLike(dy, x)], {}, [sizes]);
}

/** Sizes as Reshape takes them. With several free ones, those that stand where they stood are copied (0); one that is left takes the rest. */
function fixedOrRest({ graph, shape: before }: Variable, shape: Shape): Value {
  const copies = freeCount(shape) > 1;
  return graph.integers(
    shape.map((size, axis) => (typeof size === 'number' ? size : copies && before[axis] === size ? 0 : -1)),
  );
}

/** Free sizes that Reshape has to find out. */
function restCount({ shape: before }: Variable, shape: Shape): number {
  const moved = shape.filter((size, axis) => typeof size === 'string' && before[axis] !== size).length;
  return freeCount(shape) > 1 ? moved : freeCount(shape);
}

function freeCount(shape: Shape): number {
  return shape.filter((size) => typeof size === 'string').length;
}

/** A matrix of all rows: every axis but the last becomes one. */
export function flattenRows(x: Variable): Variable {
  if (x.rank === 2) return x;
  const width = x.shape.at(-1) ?? 1;
  const rows = productOf(x.shape.slice(0, -1));
  if (typeof rows === 'number' || typeof width === 'number') return reshape(x, [rows, width]);
  return operation('Flatten', [x], { type: x.type, shape: [rows, width] }, [(dy) => reshapeLike(dy, x)], {
    axis: x.rank - 1,
  });
}

/** Axes in another order; reversed when left out. */
export function transpose(
  x: Variable,
  order: readonly number[] = x.shape.map((_, axis) => x.rank - 1 - axis),
): Variable {
  const axes = order.map((axis) => axisOf(axis, x.rank));
  if (new Set(axes).size !== x.rank) throw new TypeError(`[${order.join(', ')}] is no order of ${x.rank} axes.`);
  const shape = axes.map((axis) => x.shape[axis]!);
  const back = axes.map((_, axis) => axes.indexOf(axis));
  return operation('Transpose', [x], { type: x.type, shape }, [(dy) => transpose(dy, back)], { perm: axes });
}

/** Without axes of size 1. */
export function squeeze(x: Variable, axes: readonly number[]): Variable {
  const removed = axes.map((axis) => axisOf(axis, x.rank));
  for (const axis of removed)
    if (x.shape[axis] !== 1) throw new TypeError(`Axis ${axis} of ${showShape(x.shape)} is not of size 1.`);
  const shape = x.shape.filter((_, axis) => !removed.includes(axis));
  const parameters = [x.graph.integers(removed)];
  return operation('Squeeze', [x], { type: x.type, shape }, [(dy) => unsqueeze(dy, removed)], {}, parameters);
}

/** With axes of size 1 at these places of the result. */
export function unsqueeze(x: Variable, axes: readonly number[]): Variable {
  const rank = x.rank + axes.length;
  const added = axes.map((axis) => axisOf(axis, rank)).sort((left, right) => left - right);
  const shape: Dimension[] = [...x.shape];
  for (const axis of added) shape.splice(axis, 0, 1);
  const parameters = [x.graph.integers(added)];
  return operation('Unsqueeze', [x], { type: x.type, shape }, [(dy) => squeeze(dy, added)], {}, parameters);
}

/** The sizes of a variable when the graph runs, as INT64. */
export function shapeOf(x: Variable): Variable {
  return operation('Shape', [x], { type: 'INT64', shape: [x.rank] });
}
