import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import type { TextBlock } from '../../text/text-block.js';
import { ABSENT, type ColumnEncoding, UINT32_BYTES } from './column-encoding.js';
import { StoredColumn } from './stored-column.js';

/**
 * A chunk holds rows of one split in the order of their numbers, column by column:
 *
 *     "SLC1"   header length (uint32)   header (JSON, `ChunkHeader`)   blocks
 *
 * Each block is compressed with Zstandard. The block of row numbers holds the difference of each number to the one before
 * (uint32). The block of a column holds the length of each value in UTF-16 units (uint32; 2^32 − 1 stands for no value), then
 * all values as UTF-8 without a separator; in a `json` column each value is JSON. Integers are little-endian.
 */
const MAGIC = Buffer.from('SLC1');
const PREAMBLE_BYTES = MAGIC.length + UINT32_BYTES;
const MEBIBYTE = 1024 * 1024;
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 3 }, chunkSize: MEBIBYTE };

interface Block {
  offset: number;
  sizeBytes: number;
}

interface ColumnBlock extends Block {
  name: string;
  encoding: ColumnEncoding;
}

interface ChunkHeader {
  rowCount: number;
  numbers: Block;
  columns: ColumnBlock[];
}

/** A chunk before it is compressed. */
export interface ChunkBlocks {
  rowCount: number;
  numbers: Buffer;
  columns: { name: string; encoding: ColumnEncoding; block: Buffer }[];
}

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** The bytes of a chunk: the same rows give the same bytes. */
export async function encodeChunk({ rowCount, numbers, columns }: ChunkBlocks): Promise<Buffer> {
  const blocks: Buffer[] = [];
  for (const raw of [numbers, ...columns.map(({ block }) => block)]) blocks.push(await compress(raw, COMPRESSION));
  let offset = 0;
  const placed = blocks.map(({ length }): Block => {
    const block = { offset, sizeBytes: length };
    offset += length;
    return block;
  });
  const header: ChunkHeader = {
    rowCount,
    numbers: placed[0]!,
    columns: columns.map(({ name, encoding }, index) => ({ name, encoding, ...placed[index + 1]! })),
  };
  const headerBytes = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(UINT32_BYTES);
  length.writeUInt32LE(headerBytes.length);
  return Buffer.concat([MAGIC, length, headerBytes, ...blocks]);
}

/** A chunk that was read; columns are decoded when asked for. */
export class Chunk {
  private constructor(
    private readonly blocks: Buffer,
    private readonly header: ChunkHeader,
  ) {}

  /** @param bytes of a whole chunk, verified against its digest */
  static parse(bytes: Uint8Array): Chunk {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (!chunk.subarray(0, MAGIC.length).equals(MAGIC)) {
      throw new Error('These bytes are no dataset chunk that this release can read.');
    }
    const headerEnd = PREAMBLE_BYTES + chunk.readUInt32LE(MAGIC.length);
    const header = JSON.parse(chunk.toString('utf8', PREAMBLE_BYTES, headerEnd)) as ChunkHeader;
    return new Chunk(chunk.subarray(headerEnd), header);
  }

  get rowCount(): number {
    return this.header.rowCount;
  }

  /** Row numbers in the version, ascending. */
  async numbers(): Promise<number[]> {
    const raw = await this.decompress(this.header.numbers);
    let number = 0;
    return Array.from({ length: this.rowCount }, (_, index) => (number += raw.readUInt32LE(index * UINT32_BYTES)));
  }

  /** A column; without values when the chunk has no such column. */
  async column(name: string): Promise<StoredColumn> {
    const column = this.header.columns.find((candidate) => candidate.name === name);
    if (column) return new StoredColumn(await this.decompress(column), this.rowCount, column.encoding);
    return new StoredColumn(Buffer.alloc(this.rowCount * UINT32_BYTES, 0xff), this.rowCount, 'text');
  }

  /** The values of a column as they are stored; null where they are JSON, or the chunk has no such column. */
  async textBlock(name: string): Promise<TextBlock | null> {
    const column = this.header.columns.find((candidate) => candidate.name === name);
    if (column?.encoding !== 'text') return null;
    const block = await this.decompress(column);
    const lengths = Uint32Array.from({ length: this.rowCount }, (_, row) => {
      const length = block.readUInt32LE(row * UINT32_BYTES);
      return length === ABSENT ? 0 : length;
    });
    return { lengths, utf8: block.subarray(lengths.byteLength) };
  }

  private decompress({ offset, sizeBytes }: Block): Promise<Buffer> {
    return decompress(this.blocks.subarray(offset, offset + sizeBytes), { chunkSize: MEBIBYTE });
  }
}
