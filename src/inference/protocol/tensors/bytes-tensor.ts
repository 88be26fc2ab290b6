import { InvalidInputError } from '../../../lib/errors.js';

const LENGTH_BYTES = 4;

/** Strings in UTF-8, each after its length as a little-endian uint32: how the protocol sends BYTES. */
export function writeStrings(strings: readonly string[]): Uint8Array {
  const lengths = strings.map((text) => Buffer.byteLength(text));
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + LENGTH_BYTES + length, 0));
  let at = 0;
  strings.forEach((text, index) => {
    at = bytes.writeUInt32LE(lengths[index]!, at);
    at += bytes.write(text, at);
  });
  return bytes;
}

/** As `writeStrings`, of strings that are bytes already. */
export function writeByteStrings(strings: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    strings.flatMap((bytes) => {
      const length = Buffer.allocUnsafe(LENGTH_BYTES);
      length.writeUInt32LE(bytes.byteLength);
      return [length, bytes];
    }),
  );
}

/** @throws {InvalidInputError} when the bytes are not exactly `count` strings of UTF-8 */
export function readStrings(data: Uint8Array, count: number, name: string): string[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const strings: string[] = [];
  let at = 0;
  while (strings.length < count && at + LENGTH_BYTES <= bytes.length) {
    const start = at + LENGTH_BYTES;
    const end = start + bytes.readUInt32LE(at);
    if (end > bytes.length) break;
    strings.push(decode(bytes.subarray(start, end), name));
    at = end;
  }
  if (strings.length === count && at === bytes.length) return strings;
  throw new InvalidInputError(
    `"${name}" is to hold ${count} strings, each after its length in 4 bytes; its ${bytes.length} bytes do not.`,
    [name],
  );
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(bytes: Uint8Array, name: string): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new InvalidInputError(`A string in "${name}" is no UTF-8.`, [name]);
  }
}
