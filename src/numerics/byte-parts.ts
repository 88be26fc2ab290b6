const LENGTH_BYTES = 4;

/** Parts as bytes: each behind its length. */
export function packParts(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32LE(part.byteLength);
      return [length, part];
    }),
  );
}

/** Reads what `packParts` wrote. */
export function unpackParts(bytes: Uint8Array): Uint8Array[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < view.length;) {
    const end = at + LENGTH_BYTES + view.readUInt32LE(at);
    parts.push(view.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  return parts;
}
