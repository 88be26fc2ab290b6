const WRITE_BYTES = 2 ** 20;
const FLOAT_BYTES = 4;

/** What comes before the rows of a matrix that is not quantized: that it is none, and its sizes. */
export function denseMatrixHead(rows: number, dimensions: number): Buffer<ArrayBuffer> {
  const head = Buffer.alloc(17);
  head.writeBigInt64LE(BigInt(rows), 1);
  head.writeBigInt64LE(BigInt(dimensions), 9);
  return head;
}

/** The bytes of rows, without a copy. */
export function rowBytes({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

export function* zeroRows(rows: number, dimensions: number): Generator<Buffer> {
  const zeros = Buffer.alloc(WRITE_BYTES);
  for (let left = rows * dimensions * FLOAT_BYTES; left > 0; left -= WRITE_BYTES)
    yield zeros.subarray(0, Math.min(left, WRITE_BYTES));
}
