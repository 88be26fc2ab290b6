import type { Tensors } from '../../../onnx/tensor.js';
import { tensor, valueCount } from '../../../onnx/tensor.js';
import { decodeArrays, encodeArrays } from '../../../numerics/array-file.js';

/** What a training goes on from: while the generator learns alone, or from the contest. */
export type GanState =
  | { readonly phase: 'pretraining'; readonly trainer: Uint8Array }
  | {
      readonly phase: 'contest';
      /** Weights of the generator as they were when the contest began. */
      readonly baseline: Uint8Array;
      readonly generator: Uint8Array;
      readonly discriminator: Uint8Array;
    };

const LENGTH_BYTES = 4;

/** A state as bytes: each part behind its length. */
export function packState(state: GanState): Uint8Array {
  const parts =
    state.phase === 'pretraining' ? [state.trainer] : [state.baseline, state.generator, state.discriminator];
  return Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32LE(part.byteLength);
      return [length, part];
    }),
  );
}

/** Reads what `packState` wrote. */
export function unpackState(bytes: Uint8Array): GanState {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < view.length;) {
    const end = at + LENGTH_BYTES + view.readUInt32LE(at);
    parts.push(view.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  const [first, generator, discriminator] = parts;
  if (!generator || !discriminator) return { phase: 'pretraining', trainer: first! };
  return { phase: 'contest', baseline: first!, generator, discriminator };
}

export function packWeights(weights: Tensors): Uint8Array {
  const shapes = Object.entries(weights).map(([name, { dims }]) => [name, dims] as const);
  return encodeArrays(
    { shapes },
    Object.values(weights).map(({ data }) => data as Float32Array),
  );
}

/** Reads what `packWeights` wrote. */
export function unpackWeights(bytes: Uint8Array): Tensors {
  const { header, take } = decodeArrays(bytes);
  const { shapes } = header as { shapes: [string, number[]][] };
  return Object.fromEntries(shapes.map(([name, dims]) => [name, tensor('FP32', dims, take.floats(valueCount(dims)))]));
}
