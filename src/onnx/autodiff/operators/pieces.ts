import { operation, operationOutputs } from '../graph.js';
import { axisOf, fixedSize, sameShape, showShape, sumOf } from '../shape.js';
import type { Variable } from '../variable.js';

/** Tensors one behind the other on an axis. */
export function concat(parts: readonly Variable[], axis: number): Variable {
  const [first] = parts;
  if (!first) throw new TypeError('Nothing to put together.');
  if (parts.length === 1) return first;
  const at = axisOf(axis, first.rank);
  for (const part of parts)
    if (part.type !== first.type || !sameShape(part.shape.toSpliced(at, 1), first.shape.toSpliced(at, 1)))
      throw new TypeError(
        `${part.type} ${showShape(part.shape)} cannot follow ${first.type} ${showShape(first.shape)} on axis ${axis}.`,
      );
  const shape = first.shape.with(at, sumOf(parts.map((part) => part.shape[at]!)));
  // Parts share one Split of what comes back; another loss has one of its own.
  const splits = new Map<Variable, Variable[]>();
  const piecesOf = (dy: Variable) => {
    const sizes = parts.map((part) => fixedSize(part.shape, at, 'The gradient of concat'));
    const pieces = splits.get(dy) ?? split(dy, sizes, at);
    splits.set(dy, pieces);
    return pieces;
  };
  const backward = parts.map((_, part) => (dy: Variable) => piecesOf(dy)[part]!);
  return operation('Concat', parts, { type: first.type, shape }, backward, { axis: at });
}

/** A tensor cut on an axis into parts of these sizes. */
export function split(x: Variable, sizes: readonly number[], axis: number): Variable[] {
  const at = axisOf(axis, x.rank);
  const whole = fixedSize(x.shape, at, 'split');
  if (sizes.reduce((sum, size) => sum + size, 0) !== whole)
    throw new TypeError(`Parts of [${sizes.join(', ')}] do not make up ${whole}.`);
  if (sizes.length === 1) return [x];
  const outputs = sizes.map((size) => ({ type: x.type, shape: x.shape.with(at, size) }));
  return operationOutputs('Split', [x], outputs, [(...dys) => concat(dys, at)], { axis: at }, [
    x.graph.integers(sizes),
  ]);
}

/** The values of an axis from `start` up to, and without, `end`. */
export function slice(x: Variable, axis: number, start: number, end: number): Variable {
  const at = axisOf(axis, x.rank);
  const whole = fixedSize(x.shape, at, 'slice');
  if (!(start >= 0 && start < end && end <= whole))
    throw new TypeError(`There is no slice from ${start} to ${end} of ${whole}.`);
  if (start === 0 && end === whole) return x;
  const output = { type: x.type, shape: x.shape.with(at, end - start) };
  const parameters = [[start], [end], [at]].map((values) => x.graph.integers(values));
  return operation('Slice', [x], output, [(dy) => pad(dy, at, start, whole - end)], {}, parameters);
}

/** Zeros before and after an axis. */
export function pad(x: Variable, axis: number, before: number, after: number): Variable {
  const at = axisOf(axis, x.rank);
  const whole = fixedSize(x.shape, at, 'pad');
  const pads = [before, after].flatMap((count) => x.shape.map((_, other) => (other === at ? count : 0)));
  const output = { type: x.type, shape: x.shape.with(at, before + whole + after) };
  const back = (dy: Variable) => slice(dy, at, before, before + whole);
  return operation('Pad', [x], output, [back], {}, [x.graph.integers(pads)]);
}
