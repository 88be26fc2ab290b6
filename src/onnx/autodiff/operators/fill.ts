import { type Tensor, tensor, type Datatype } from '../../tensor.js';
import { operation } from '../graph.js';
import type { Variable } from '../variable.js';

/** Zeros of a variable's type and shape. */
export function zerosLike(variable: Variable): Variable {
  return filledLike(variable, 0);
}

/** Ones of a variable's type and shape. */
export function onesLike(variable: Variable): Variable {
  return filledLike(variable, 1);
}

function filledLike(variable: Variable, value: number): Variable {
  const { graph, type, shape } = variable;
  const dims = shape.filter((size) => typeof size === 'number');
  if (dims.length === 0 && shape.length === 0) return graph.scalar(type, value);
  const sizes =
    dims.length === shape.length
      ? graph.constant(tensor('INT64', [dims.length], BigInt64Array.from(dims, BigInt)))
      : operation('Shape', [variable], { type: 'INT64', shape: [shape.length] });
  return operation('ConstantOfShape', [sizes], { type, shape }, [], { value: one(type, value) });
}

function one(type: Datatype, value: number): Tensor {
  if (type === 'FP64') return tensor(type, [1], Float64Array.of(value));
  if (type === 'FP32') return tensor(type, [1], Float32Array.of(value));
  throw new TypeError(`Gradients flow through floating-point numbers, not ${type}.`);
}
