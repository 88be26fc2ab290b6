import type { EntityManager } from 'typeorm';
import { ConflictError, InvalidInputError, NotFoundError } from '../../lib/errors.js';
import type { BlobStore } from '../../storage/blobs/blob-store.js';
import { Chunk } from '../chunks/chunk-format.js';
import { type TextBlock, textBlockOf } from '../../text/text-block.js';
import { DatasetChunk } from '../chunks/dataset-chunk.entity.js';
import { ColumnKind } from '../columns/column-kind.js';
import type { DatasetColumn } from '../columns/dataset-column.js';
import { RowContent } from '../columns/row-content.js';
import { DatasetVersion } from '../versions/dataset-version.entity.js';
import { DatasetStatistics } from '../statistics/dataset-statistics.entity.js';

/** Consecutive rows of a split, column by column. */
export interface RowBatch {
  split: string;
  /** Numbers of the rows in the version, from 1. */
  numbers: number[];
  texts: string[];
  /** Rows with the same labels share one array: do not change it. */
  labels: (readonly string[])[];
}

/**
 * Opens the rows of a dataset version for training and evaluation. They come in the order of the file, chunk by chunk, so that
 * a version larger than memory can be read; each chunk is verified against its digest.
 * @throws {NotFoundError} when there is no such version
 * @throws {ConflictError} when its rows were deleted
 */
export async function openDatasetReader(
  db: EntityManager,
  blobs: BlobStore,
  versionId: string,
): Promise<DatasetReader> {
  const version = await db.findOneBy(DatasetVersion, { id: versionId });
  if (!version) throw new NotFoundError('dataset version', versionId);
  if (version.deletedAt) {
    throw new ConflictError(
      `The rows of ${versionId} were deleted at ${version.deletedAt.toISOString()}. Import them again as a new version.`,
    );
  }
  const chunks = await db.find(DatasetChunk, {
    where: { datasetVersionId: versionId },
    order: { split: 'ASC', ordinal: 'ASC' },
  });
  const parts = await db.find(DatasetStatistics, {
    where: { datasetVersionId: versionId },
    order: { position: 'ASC' },
  });
  const splits = parts.flatMap(({ split, rowCount }) =>
    split === null ? [] : [{ name: split, rowCount: Number(rowCount) }],
  );
  return new DatasetReader(version, splits, chunks, blobs);
}

/** Reads the rows of one dataset version. */
export class DatasetReader {
  private readonly columns: DatasetColumn[];
  private readonly content: RowContent;
  private readonly labelSets = new Map<string, readonly string[]>();

  constructor(
    readonly version: DatasetVersion,
    /** In the order in which they were planned, or came. */
    readonly splits: readonly { name: string; rowCount: number }[],
    private readonly chunks: readonly DatasetChunk[],
    private readonly blobs: BlobStore,
  ) {
    this.columns = version.columns.filter(({ kind }) => kind === ColumnKind.TEXT || kind === ColumnKind.LABEL);
    this.content = new RowContent(this.columns);
  }

  /** Whether there is a column of labels. */
  get hasLabels(): boolean {
    return this.columns.some(({ kind }) => kind === ColumnKind.LABEL);
  }

  /** Rows of a split. @throws {InvalidInputError} when there is no such split */
  rowCount(split: string): number {
    const found = this.splits.find(({ name }) => name === split);
    if (found) return found.rowCount;
    const names = this.splits.map(({ name }) => `"${name}"`).join(', ');
    throw new InvalidInputError(`There is no split "${split}"; the dataset version has ${names}.`, ['split']);
  }

  /**
   * The rows of a split, or of all splits one after the other, a chunk at a time: up to 65,536 rows or about 2 MiB.
   * @throws {InvalidInputError} when there is no such split
   */
  async *batches(split?: string, signal?: AbortSignal): AsyncGenerator<RowBatch> {
    if (split !== undefined) this.rowCount(split);
    for (const place of this.chunks) {
      if (split !== undefined && place.split !== split) continue;
      signal?.throwIfAborted();
      yield this.batch(place, await this.chunk(place));
    }
  }

  /**
   * The texts of a split, a chunk at a time, as they are stored: no string is made of them where one column holds them.
   * @throws {InvalidInputError} when there is no such split
   */
  async *textBlocks(split: string, signal?: AbortSignal): AsyncGenerator<TextBlock> {
    this.rowCount(split);
    const [column, another] = this.columns.filter(({ kind }) => kind === ColumnKind.TEXT);
    for (const place of this.chunks) {
      if (place.split !== split) continue;
      signal?.throwIfAborted();
      const chunk = await this.chunk(place);
      const block = column && !another ? await chunk.textBlock(column.name) : null;
      yield block ?? textBlockOf((await this.batch(place, chunk)).texts);
    }
  }

  /** Every text of a split, in memory. */
  async texts(split: string, signal?: AbortSignal): Promise<string[]> {
    const texts: string[] = [];
    for await (const batch of this.batches(split, signal)) for (const text of batch.texts) texts.push(text);
    return texts;
  }

  private async chunk({ digest }: DatasetChunk): Promise<Chunk> {
    return Chunk.parse(await this.blobs.readBytes(digest));
  }

  private async batch(place: DatasetChunk, chunk: Chunk): Promise<RowBatch> {
    const columns = await Promise.all(this.columns.map(({ name }) => chunk.column(name)));
    const numbers = await chunk.numbers();
    const batch: RowBatch = { split: place.split, numbers, texts: [], labels: [] };
    for (let row = 0; row < numbers.length; row++) {
      const cells = columns.map((column) => column.at(row));
      batch.texts.push(this.content.text(cells));
      batch.labels.push(this.shared(this.content.labels(cells)));
    }
    return batch;
  }

  /** One array for all rows with these labels: most rows of a dataset share a few. */
  private shared(labels: string[]): readonly string[] {
    const key = labels.length === 1 ? labels[0]! : JSON.stringify(labels);
    const known = this.labelSets.get(key);
    if (known?.length === labels.length) return known;
    this.labelSets.set(key, labels);
    return labels;
  }
}
