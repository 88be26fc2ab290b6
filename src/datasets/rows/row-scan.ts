import type { BlobStore } from '../../storage/blobs/blob-store.js';
import { normalizeText } from '../../text/normalize.js';
import { Chunk } from '../chunks/chunk-format.js';
import type { DatasetChunk } from '../chunks/dataset-chunk.entity.js';
import { RowContent } from '../columns/row-content.js';
import type { DatasetVersion } from '../versions/dataset-version.entity.js';
import { ChunkCursor } from './chunk-cursor.js';
import { DatasetRow } from './dataset-row.js';
import { rowId } from './row-id.js';

/** Which rows to read: between two numbers, both excluded, in ascending order or from the last to the first. */
export interface RowRange {
  after: number;
  before: number;
  backward: boolean;
}

export interface RowFilter {
  split?: string | null;
  label?: string | null;
  /** Part of the text, in any spelling that lower-casing and Unicode's NFKC make equal. */
  search?: string | null;
}

/** Reads rows of a version in the order of their numbers, over all splits, from only the chunks that are needed. */
export class RowScan {
  /** Once the scan ended early: the number from which on it read nothing. */
  stoppedAt: number | null = null;
  private readonly content: RowContent;
  private readonly search: string | null;
  private chunksLeft: number;

  /** @param maxChunks most chunks to read, of about 2 MiB of text each */
  constructor(
    private readonly version: DatasetVersion,
    private readonly chunks: readonly DatasetChunk[],
    private readonly blobs: BlobStore,
    private readonly filter: RowFilter,
    maxChunks: number,
  ) {
    this.content = new RowContent(version.columns);
    this.search = filter.search ? normalizeText(filter.search) : null;
    this.chunksLeft = maxChunks;
  }

  /** Rows of a range that pass the filter. One chunk of each split is held at a time. */
  async *rows(range: RowRange): AsyncGenerator<DatasetRow> {
    const comesFirst = (a: number, b: number): boolean => (range.backward ? a > b : a < b);
    const waiting = this.chunksIn(range);
    let open: ChunkCursor[] = [];
    for (;;) {
      open = open.filter(({ number }) => number !== null);
      const nearest = open.reduce<ChunkCursor | null>((a, b) => (a && comesFirst(a.number!, b.number!) ? a : b), null);
      const chunk = waiting[0];
      const start = chunk && (range.backward ? chunk.lastNumber : chunk.firstNumber);
      if (chunk && start !== undefined && (!nearest || comesFirst(start, nearest.number!))) {
        if (this.chunksLeft-- === 0) {
          this.stoppedAt = start;
          return;
        }
        waiting.shift();
        open.push(await this.open(chunk, range));
      } else if (nearest) {
        const row = this.rowAt(nearest);
        nearest.advance();
        if (row) yield row;
      } else return;
    }
  }

  /** The chunks that may hold rows of the range, in its order. */
  private chunksIn({ after, before, backward }: RowRange): DatasetChunk[] {
    const wanted = this.filter.split;
    return this.chunks
      .filter((chunk) => wanted == null || chunk.split === wanted)
      .filter(({ firstNumber, lastNumber }) => lastNumber > after && firstNumber < before)
      .sort((a, b) => (backward ? b.lastNumber - a.lastNumber : a.firstNumber - b.firstNumber));
  }

  private async open({ digest, split }: DatasetChunk, range: RowRange): Promise<ChunkCursor> {
    const chunk = Chunk.parse(await this.blobs.readBytes(digest));
    const columns = await Promise.all(this.version.columns.map(({ name }) => chunk.column(name)));
    return new ChunkCursor(split, await chunk.numbers(), columns, range);
  }

  /** The row that a cursor stands on; null when it does not pass the filter. */
  private rowAt(cursor: ChunkCursor): DatasetRow | null {
    const cells = cursor.cells();
    const labels = this.content.labels(cells);
    if (this.filter.label != null && !labels.includes(this.filter.label)) return null;
    const text = this.content.text(cells);
    if (this.search !== null && !normalizeText(text).includes(this.search)) return null;
    const number = cursor.number!;
    return Object.assign(new DatasetRow(), {
      id: rowId({ serial: BigInt(this.version.serial), number }),
      number,
      split: cursor.split,
      text,
      labels,
      columns: Object.fromEntries(this.version.columns.map(({ name }, index) => [name, cells[index] ?? null])),
    });
  }
}
