/** Whole numbers below 2^53, seven bits a byte, least significant first; signed ones zigzag, as in protobuf. */
export class VarintWriter {
  private readonly out: number[] = [];

  unsigned(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.out.push((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.out.push(rest);
  }

  signed(value: number): void {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value);
  }

  bytes(): Buffer {
    return Buffer.from(this.out);
  }
}

/** Where to read next; moved behind what was read. */
export interface ReadPosition {
  at: number;
}

/** @throws {RangeError} when the bytes end within a number */
export function readUnsigned(bytes: Uint8Array, position: ReadPosition): number {
  let value = 0;
  for (let scale = 1; ; scale *= 0x80) {
    const byte = bytes[position.at++];
    if (byte === undefined) throw new RangeError('The bytes end within a number.');
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
}

export function readSigned(bytes: Uint8Array, position: ReadPosition): number {
  const zigzag = readUnsigned(bytes, position);
  return zigzag % 2 === 1 ? -(zigzag + 1) / 2 : zigzag / 2;
}
