import { bytesPerValue, valueCount } from '../../../onnx/tensor.js';
import type { WireTensor } from './wire-tensor.js';

/** Length of a string before its bytes. */
const LENGTH_BYTES = 4;

/** What requests must have in common so that the rows of one may follow those of another: all but the number of rows. */
export function rowFormatOf(tensors: readonly WireTensor[]): string {
  return tensors.map(({ name, type, dims }) => JSON.stringify([name, type, ...dims.slice(1)])).join();
}

/** The rows of several requests of one format as one request: each tensor below the next one's of the same name. */
export function joinWires(requests: readonly (readonly WireTensor[])[]): readonly WireTensor[] {
  const [first] = requests;
  if (!first || requests.length === 1) return first ?? [];
  return first.map(({ name, type, dims }, place) => {
    const own = requests.map((request) => request[place]!);
    const rows = own.reduce((sum, tensor) => sum + tensor.dims[0]!, 0);
    return { name, type, dims: [rows, ...dims.slice(1)], data: Buffer.concat(own.map(({ data }) => data)) };
  });
}

/**
 * The rows of each request out of a common answer, as views of its bytes.
 * @param counts rows of each request
 * @throws {Error} when an output has not one row for each row of the requests
 */
export function splitWires(outputs: readonly WireTensor[], counts: readonly number[]): WireTensor[][] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const wrong = outputs.find(({ dims }) => dims[0] !== all);
  if (wrong) throw new Error(`"${wrong.name}" has ${wrong.dims[0] ?? 'no'} rows for ${all}.`);
  const parts = outputs.map((output) => partsOf(output, counts));
  return counts.map((_, place) => parts.map((own) => own[place]!));
}

function partsOf({ name, type, dims, data }: WireTensor, counts: readonly number[]): WireTensor[] {
  const rowShape = dims.slice(1);
  const values = valueCount(rowShape);
  let at = 0;
  return counts.map((count) => {
    const start = at;
    at = type === 'BYTES' ? skipStrings(data, at, count * values) : at + count * values * bytesPerValue(type);
    return { name, type, dims: [count, ...rowShape], data: data.subarray(start, at) };
  });
}

/** Where the strings behind `at` end. */
function skipStrings(data: Uint8Array, at: number, count: number): number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let skipped = 0; skipped < count; skipped++) at += LENGTH_BYTES + view.getUint32(at, true);
  return at;
}
