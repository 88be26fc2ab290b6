/** Writes numbers of any number of bits one behind the other, the lowest bit first. */
export class BitWriter {
  private bytes = new Uint8Array(1_024);
  private end = 0;

  /** @param width 0 to 32 */
  put(value: number, width: number): void {
    for (let at = 0; at < width; at++) this.putBit((value >>> at) & 1);
  }

  /** So many ones, and a zero. */
  putUnary(count: number): void {
    for (let at = 0; at < count; at++) this.putBit(1);
    this.putBit(0);
  }

  private putBit(bit: number): void {
    const place = this.end >>> 3;
    if (place === this.bytes.length) {
      const larger = new Uint8Array(2 * place);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[place]! |= bit << (this.end & 7);
    this.end++;
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, Math.ceil(this.end / 8));
  }
}

/** Reads what `BitWriter` wrote. */
export class BitReader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** Bytes that were read, the last of them in part. */
  get bytesRead(): number {
    return Math.ceil(this.at / 8);
  }

  /** @throws {RangeError} behind the end */
  take(width: number): number {
    let value = 0;
    for (let at = 0; at < width; at++) value += this.takeBit() * 2 ** at;
    return value;
  }

  /** @throws {RangeError} behind the end */
  takeUnary(): number {
    let count = 0;
    while (this.takeBit() === 1) count++;
    return count;
  }

  private takeBit(): number {
    const byte = this.bytes[this.at >>> 3];
    if (byte === undefined) throw new RangeError('There are no more bits.');
    return (byte >>> (this.at++ & 7)) & 1;
  }
}
