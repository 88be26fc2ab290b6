import type { Dimension } from '../builder.js';

/** Sizes of a tensor's axes. A name stands for a size that is free; equal names are equal sizes. */
export type Shape = readonly Dimension[];

export function showShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

export function sameShape(left: Shape, right: Shape): boolean {
  return left.length === right.length && left.every((size, axis) => size === right[axis]);
}

/**
 * The shape that two tensors have together: axes are lined up from the last, and one of size 1 repeats.
 * @throws {TypeError} when they do not fit
 */
export function broadcastShapes(left: Shape, right: Shape): Shape {
  const rank = Math.max(left.length, right.length);
  return Array.from({ length: rank }, (_, axis) => {
    const a = left[axis - rank + left.length] ?? 1;
    const b = right[axis - rank + right.length] ?? 1;
    if (a !== b && a !== 1 && b !== 1)
      throw new TypeError(`The shapes ${showShape(left)} and ${showShape(right)} do not fit together.`);
    return a === 1 ? b : a;
  });
}

/** An axis counted from the first; negative ones count from the last. @throws {TypeError} when there is no such axis */
export function axisOf(axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw new TypeError(`There is no axis ${axis} in a tensor of ${rank} axes.`);
  return axis < 0 ? axis + rank : axis;
}

/** The size of an axis that has to be a number, as `purpose` needs it. */
export function fixedSize(shape: Shape, axis: number, purpose: string): number {
  const size = shape[axisOf(axis, shape.length)];
  if (typeof size !== 'number')
    throw new TypeError(`${purpose} needs a fixed size on axis ${axis} of ${showShape(shape)}.`);
  return size;
}

/** The product of sizes: a number where all are. */
export function productOf(sizes: Shape): Dimension {
  if (sizes.every((size) => typeof size === 'number')) return sizes.reduce((product, size) => product * size, 1);
  const factors = sizes.filter((size) => size !== 1);
  return factors.length === 1 ? factors[0]! : factors.join('*');
}

/** The sum of sizes: a number where all are. */
export function sumOf(sizes: Shape): Dimension {
  if (sizes.every((size) => typeof size === 'number')) return sizes.reduce((sum, size) => sum + size, 0);
  return sizes.length === 1 ? sizes[0]! : sizes.join('+');
}
