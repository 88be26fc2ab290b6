import { createHash } from 'node:crypto';
import type { BlobStore } from '../../storage/blobs/blob-store.js';
import { type ChunkPlace, ChunkWriter } from '../chunks/chunk-writer.js';
import type { DatasetColumn } from '../columns/dataset-column.js';
import type { MappedRow } from '../columns/row-mapper.js';
import type { Cell } from '../formats/cell.js';
import { type RowStatistics, StatisticsCollector } from '../statistics/statistics-collector.js';

/** The rows of a dataset version, stored: what the database keeps about them. */
export interface DatasetContent {
  /** SHA-256 over the columns and the digests of the chunks: equal contents, imported alike, have equal digests. */
  digest: string;
  columns: DatasetColumn[];
  chunks: ChunkPlace[];
  rowCount: number;
  /** Bytes of all chunks, as stored. */
  sizeBytes: number;
  /** The whole first, then each split. */
  statistics: RowStatistics[];
}

export interface ContentWriterOptions {
  blobs: BlobStore;
  /** For statistics that do not fit in memory. */
  folder: string;
  /** The columns in the order of the cells; more may come while rows are added. */
  columnNames: () => readonly string[];
  /** Splits known beforehand; they are kept even when no row comes into them. */
  splits: readonly string[];
}

/** Writes rows into the blob store and computes their statistics on the way, in bounded memory. */
export class ContentWriter {
  rowCount = 0;
  private readonly chunks: ChunkWriter;
  private readonly statistics: StatisticsCollector;

  constructor({ blobs, folder, columnNames, splits }: ContentWriterOptions) {
    this.chunks = new ChunkWriter(blobs, columnNames);
    this.statistics = new StatisticsCollector(folder, splits);
  }

  /** Adds a row. When it answers a promise, wait for it before the next row. */
  add(row: MappedRow, cells: readonly Cell[]): Promise<void> | null {
    const counted = this.statistics.add(row);
    const stored = this.chunks.add(++this.rowCount, row.split, cells);
    return counted ? Promise.all([counted, stored]).then(() => undefined) : stored;
  }

  async finish(columns: DatasetColumn[]): Promise<DatasetContent> {
    await this.chunks.finish();
    const { places } = this.chunks;
    const identity = { columns, chunks: places.map(({ split, digest }) => ({ split, digest })) };
    return {
      digest: `sha256:${createHash('sha256').update(JSON.stringify(identity)).digest('hex')}`,
      columns,
      chunks: places,
      rowCount: this.rowCount,
      sizeBytes: places.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      statistics: await this.statistics.finish(),
    };
  }

  /** Releases what was put on temporary disk. */
  close(): void {
    this.statistics.close();
  }
}
