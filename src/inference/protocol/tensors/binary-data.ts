import { InvalidInputError } from '../../../lib/errors.js';

export interface BinaryTaker {
  (name: string, size: number): Uint8Array;
  assertEmpty(): void;
}

/** Hands out the binary part of a body, tensor after tensor. */
export function takeBinary(bytes: Uint8Array): BinaryTaker {
  let at = 0;
  const take = (name: string, size: number): Uint8Array => {
    if (at + size > bytes.byteLength)
      throw new InvalidInputError(
        `"${name}" is to have ${size} bytes of binary data, and ${bytes.byteLength - at} are left.`,
        [name],
      );
    at += size;
    return bytes.subarray(at - size, at);
  };
  const assertEmpty = () => {
    if (at !== bytes.byteLength)
      throw new InvalidInputError(`${bytes.byteLength - at} bytes of binary data belong to no tensor.`);
  };
  return Object.assign(take, { assertEmpty });
}
