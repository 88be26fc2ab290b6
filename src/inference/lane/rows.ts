import {
  type ArrayOf,
  type Datatype,
  type NumericData,
  type Tensor,
  type Tensors,
  tensor,
  valueCount,
  zeros,
} from '../../onnx/tensor.js';

/** The rows of several requests as one: each tensor below the next one's of the same name. */
export function joinRows(requests: readonly Tensors[]): Tensors {
  const [first] = requests;
  if (!first || requests.length === 1) return first ?? {};
  return Object.fromEntries(
    Object.keys(first).map((name) => [name, concatRows(requests.map((request) => request[name]!))]),
  );
}

/**
 * The rows of each request out of a common answer.
 * @param counts rows of each request
 * @throws {Error} when an output has not one row for each row of the requests
 */
export function splitRows(outputs: Tensors, counts: readonly number[]): Tensors[] {
  const entries = Object.entries(outputs);
  assertRows(
    outputs,
    counts.reduce((sum, count) => sum + count, 0),
  );
  let start = 0;
  return counts.map((count) => {
    const own = entries.map(([name, output]) => [name, sliceRows(output, start, start + count)] as const);
    start += count;
    return Object.fromEntries(own);
  });
}

/** @throws {Error} when an output has not so many rows */
export function assertRows(outputs: Tensors, rows: number): void {
  for (const [name, { dims }] of Object.entries(outputs))
    if (dims[0] !== rows) throw new Error(`"${name}" has ${dims[0] ?? 'no'} rows for ${rows}.`);
}

/** Tensors one below the other along their first axis; their other axes are alike. */
function concatRows(tensors: readonly Tensor[]): Tensor {
  const first = tensors[0]!;
  const dims = [tensors.reduce((sum, { dims: [rows = 0] }) => sum + rows, 0), ...first.dims.slice(1)];
  if (first.type === 'BYTES')
    return tensor(
      'BYTES',
      dims,
      tensors.flatMap(({ data }) => data as readonly string[]),
    );
  const all: NumericData = zeros(first.type, valueCount(dims));
  let at = 0;
  for (const { data } of tensors) {
    setAll(all, data as NumericData, at);
    at += data.length;
  }
  return tensor<Datatype>(first.type, dims, all);
}

/** Rows from `start` up to, but not including, `end`: a view where the data allows one. */
function sliceRows({ type, dims, data }: Tensor, start: number, end: number): Tensor {
  const width = valueCount(dims.slice(1));
  const values = Array.isArray(data)
    ? data.slice(start * width, end * width)
    : (data as NumericData).subarray(start * width, end * width);
  return { type, dims: [end - start, ...dims.slice(1)], data: values as ArrayOf[Datatype] };
}

function setAll(target: NumericData, source: NumericData, at: number): void {
  // Both are of one datatype, which their union type cannot say.
  (target as Float32Array).set(source as Float32Array, at);
}
