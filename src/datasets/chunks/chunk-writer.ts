import type { BlobStore } from '../../storage/blobs/blob-store.js';
import type { Cell } from '../formats/cell.js';
import { encodeChunk } from './chunk-format.js';
import { OpenChunk } from './open-chunk.js';

/** Where consecutive rows of one split lie. */
export interface ChunkPlace {
  split: string;
  /** Position among the chunks of its split, from 0. */
  ordinal: number;
  digest: string;
  sizeBytes: number;
  rowCount: number;
  firstNumber: number;
  lastNumber: number;
}

/** A chunk is closed at this many bytes, or at this many rows. */
const CHUNK_BYTES = 2 * 1024 * 1024;
const CHUNK_ROWS = 65_536;
/** Most bytes in the open chunks of all splits. */
const OPEN_BYTES = 12 * 1024 * 1024;

/** Gathers rows by split and writes them as chunks. What is open is bounded, however many splits there are. */
export class ChunkWriter {
  readonly places: ChunkPlace[] = [];
  private readonly open = new Map<string, OpenChunk>();
  private openBytes = 0;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly blobs: BlobStore,
    private readonly columnNames: () => readonly string[],
  ) {}

  /**
   * Adds a row; numbers ascend from 1. Answers a promise when the caller is to wait before it adds more.
   * @param cells in the order of the column names; shorter where the last ones are absent
   */
  add(number: number, split: string, cells: readonly Cell[]): Promise<void> | null {
    let chunk = this.open.get(split);
    if (!chunk) this.open.set(split, (chunk = new OpenChunk(split)));
    this.openBytes += chunk.add(number, cells);
    if (chunk.sizeBytes >= CHUNK_BYTES || chunk.rowCount >= CHUNK_ROWS) return this.close(chunk);
    if (this.openBytes < OPEN_BYTES) return null;
    return this.close([...this.open.values()].reduce((a, b) => (b.sizeBytes > a.sizeBytes ? b : a)));
  }

  /** Writes what is open; `places` is complete afterwards. */
  async finish(): Promise<void> {
    for (const chunk of this.open.values()) if (chunk.rowCount > 0) await this.close(chunk);
    await this.writing;
    this.places.sort((a, b) => (a.split === b.split ? a.ordinal - b.ordinal : a.split < b.split ? -1 : 1));
  }

  /** Hands a chunk over for writing once the one before it is stored, so that at most one is on its way. */
  private async close(chunk: OpenChunk): Promise<void> {
    this.openBytes -= chunk.sizeBytes;
    const { place, blocks } = chunk.take(this.columnNames());
    await this.writing;
    this.writing = this.store(place, encodeChunk(blocks));
    // A failure is met by whoever waits next; until then it must not end the process.
    this.writing.catch(() => undefined);
  }

  private async store(place: Omit<ChunkPlace, 'digest' | 'sizeBytes'>, encoded: Promise<Buffer>): Promise<void> {
    const { digest, sizeBytes } = await this.blobs.put(await encoded);
    this.places.push({ ...place, digest, sizeBytes });
  }
}
