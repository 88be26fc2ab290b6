import { InvalidInputError } from '../../lib/errors.js';
import { type ArrayOf, type Datatype, type Tensors, valueCount } from '../../onnx/tensor.js';

/** The values of an output with one row for each of `count` texts, and how many a row has. */
export function outputRows<D extends Exclude<Datatype, 'BYTES'>>(
  outputs: Tensors,
  name: string,
  datatype: D,
  count: number,
  columns?: number,
): { values: ArrayOf[D]; columns: number } {
  const output = outputs[name];
  const width = output ? valueCount(output.dims.slice(1)) : 0;
  if (output?.type !== datatype || output.dims[0] !== count || (columns !== undefined && width !== columns))
    throw new InvalidInputError(
      `The worker’s answer "${name}" has another shape than the version’s signature says. Register the version again.`,
      ['input', 'target'],
    );
  return { values: output.data as ArrayOf[D], columns: width };
}
