import { InvalidInputError } from '../../lib/errors.js';
import { formatShape, type TensorSpec } from '../../onnx/spec.js';
import type { ServerModel, ServerSignature, ServerTensor } from './model-server.js';

/** What a version takes and gives. */
export interface VersionTensors {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** Inputs that some requests have. */
  readonly optional: readonly TensorSpec[];
}

/**
 * Whether a model on a server can stand in for a version: it takes the very inputs, if need be those that are optional, and gives every output, in the same
 * datatypes and in shapes that agree. What else it gives is left aside.
 * @throws {InvalidInputError} with every difference
 */
export function assertCompatible(of: ServerModel, server: ServerSignature, version: VersionTensors): void {
  const model = `"${of.model}" at the inference server "${of.name}"`;
  if (server.inputs.length === 0 && server.outputs.length === 0)
    throw new InvalidInputError(
      `${model} does not tell its inputs and outputs, so nothing shows that it fits the version. Declare them in its configuration at the server.`,
    );
  const optional = version.optional.filter(({ name }) => server.inputs.some((input) => input.name === name));
  const taken = [...version.inputs, ...optional];
  const differences = [
    ...taken.flatMap((spec) => differenceOf('input', spec, server.inputs)),
    ...version.outputs.flatMap((spec) => differenceOf('output', spec, server.outputs)),
    ...server.inputs
      .filter(({ name }) => taken.every((spec) => spec.name !== name))
      .map((spec) => `it takes "${spec.name}" of ${described(spec)}, which the version does not`),
  ];
  if (differences.length > 0)
    throw new InvalidInputError(`${model} does not fit the signature of the version: ${differences.join('; ')}.`);
}

function differenceOf(kind: 'input' | 'output', wanted: TensorSpec, there: readonly ServerTensor[]): string[] {
  const found = there.find(({ name }) => name === wanted.name);
  if (!found) return [`the ${kind} "${wanted.name}" of ${described(wanted)} is missing`];
  if (found.datatype === wanted.datatype && shapesAgree(found.shape, wanted.shape)) return [];
  return [`the ${kind} "${wanted.name}" is ${described(found)} there and ${described(wanted)} in the version`];
}

/** Whether some tensor fits both. [] may be an unknown rank. */
function shapesAgree(a: readonly number[], b: readonly number[]): boolean {
  if (a.length === 0 || b.length === 0) return true;
  return a.length === b.length && a.every((size, axis) => size < 0 || b[axis]! < 0 || size === b[axis]);
}

function described({ datatype, shape }: ServerTensor): string {
  return `${datatype} ${formatShape(shape)}`;
}
