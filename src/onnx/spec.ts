import type { Datatype } from './tensor.js';

/** What a model takes or gives under one name. */
export interface TensorSpec {
  readonly name: string;
  readonly datatype: Datatype;
  /** -1 where the size is free; [] for a scalar, and where the rank is unknown. */
  readonly shape: readonly number[];
}

/** "[-1, 4]" */
export function formatShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

/** Whether a tensor of these sizes fits a shape whose free sizes are -1. [] may be an unknown rank: anything fits. */
export function shapeFits(shape: readonly number[], dims: readonly number[]): boolean {
  return (
    shape.length === 0 || (shape.length === dims.length && shape.every((size, axis) => size < 0 || size === dims[axis]))
  );
}
