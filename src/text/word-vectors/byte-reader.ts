import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InvalidInputError } from '../../lib/errors.js';

const CHUNK_BYTES = 2 ** 20;
const GZIP_MAGIC = 0x1f8b;
const LINE_FEED = 0x0a;

/** Reads a file from its beginning to its end, a chunk in memory at a time; what gzip packed is unpacked on the way. */
export class ByteReader {
  private readonly chunks: AsyncIterator<Buffer>;
  private buffer: Buffer = Buffer.alloc(0);
  private at = 0;
  private passed = 0;
  private ended = false;

  private constructor(private readonly stream: Readable) {
    this.chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  static async open(path: string): Promise<ByteReader> {
    const file = await open(path, 'r');
    const head = Buffer.alloc(2);
    let sizeBytes: number;
    try {
      ({ size: sizeBytes } = await file.stat());
      await file.read(head, 0, 2, 0);
    } finally {
      await file.close();
    }
    // A chunk is a buffer of its own, whatever is read into it.
    const bytes = createReadStream(path, { highWaterMark: Math.min(CHUNK_BYTES, sizeBytes + 1) });
    if (head.readUInt16BE() !== GZIP_MAGIC) return new ByteReader(bytes);
    // The reader meets whatever ends the pipeline as an error of its last stream.
    return new ByteReader(pipeline(bytes, createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined));
  }

  /** Bytes that were read, after unpacking. */
  get position(): number {
    return this.passed + this.at;
  }

  /** Whether so many bytes are still to come. */
  async has(count: number): Promise<boolean> {
    while (this.buffer.length - this.at < count && !this.ended) await this.fill();
    return this.buffer.length - this.at >= count;
  }

  /** The next bytes, of which `has` told. */
  take(count: number): Buffer {
    const bytes = this.buffer.subarray(this.at, this.at + count);
    this.at += count;
    return bytes;
  }

  /** At most so many of the next bytes, which stay to be read. */
  async peek(count: number): Promise<Buffer> {
    await this.has(count);
    return this.buffer.subarray(this.at, this.at + count);
  }

  /**
   * The bytes up to the next `byte`, which is passed over; null where it does not come among the next `most`.
   * Nothing is read then.
   */
  async until(byte: number, most: number): Promise<Buffer | null> {
    let looked = 0;
    for (;;) {
      const found = this.buffer.indexOf(byte, this.at + looked);
      if (found >= 0) {
        if (found - this.at > most) return null;
        const bytes = this.take(found - this.at);
        this.at++;
        return bytes;
      }
      looked = this.buffer.length - this.at;
      if (this.ended || looked > most) return null;
      await this.fill();
    }
  }

  /** The next line without its line feed; the last may lack one. Null at the end, or where a line has more than `most` bytes. */
  async line(most: number): Promise<Buffer | null> {
    const line = await this.until(LINE_FEED, most);
    if (line) return line;
    const left = this.buffer.length - this.at;
    return this.ended && left > 0 && left <= most ? this.take(left) : null;
  }

  close(): void {
    this.stream.destroy();
  }

  private async fill(): Promise<void> {
    const next = await this.chunks.next().catch((error: unknown) => {
      if (String((error as NodeJS.ErrnoException).code).startsWith('Z_'))
        throw new InvalidInputError('The file is packed by gzip, and is damaged or cut off.');
      throw error;
    });
    if (next.done === true) {
      this.ended = true;
      return;
    }
    this.passed += this.at;
    this.buffer = Buffer.concat([this.buffer.subarray(this.at), next.value]);
    this.at = 0;
  }
}
