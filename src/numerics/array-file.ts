import { InvalidInputError } from '../lib/errors.js';

const LENGTH_BYTES = 4;

type Array32 = Float32Array | Int32Array;

/** A header and arrays of 32-bit numbers as bytes: the header's length, the header as JSON padded to 4 bytes, the arrays. */
export function encodeArrays(header: object, arrays: readonly Array32[]): Uint8Array {
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  const padding = Buffer.alloc((4 - (json.length % 4)) % 4, ' ');
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(json.length + padding.length);
  const parts = arrays.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
  return Buffer.concat([length, json, padding, ...parts]);
}

/**
 * Reads what `encodeArrays` wrote.
 * @returns the header, and a reader that takes the arrays in the order in which they were written
 */
export function decodeArrays(bytes: Uint8Array): { header: unknown; take: ArrayReader } {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = LENGTH_BYTES + view.readUInt32LE(0);
  const header: unknown = JSON.parse(view.toString('utf8', LENGTH_BYTES, start));
  return { header, take: new ArrayReader(new Uint8Array(bytes.subarray(start)).buffer) };
}

/** Takes arrays out of a buffer, one after the other, without a copy. */
class ArrayReader {
  private offset = 0;

  constructor(private readonly buffer: ArrayBuffer) {}

  floats(count: number): Float32Array {
    return new Float32Array(this.buffer, this.next(count), count);
  }

  integers(count: number): Int32Array {
    return new Int32Array(this.buffer, this.next(count), count);
  }

  private next(count: number): number {
    const start = this.offset;
    this.offset += 4 * count;
    if (this.offset > this.buffer.byteLength) throw new InvalidInputError('The file ends before its last number.');
    return start;
  }
}
