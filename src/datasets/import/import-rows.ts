import { InvalidInputError } from '../../lib/errors.js';
import type { BlobStore } from '../../storage/blobs/blob-store.js';
import { RowMapper } from '../columns/row-mapper.js';
import type { DatasetColumn } from '../columns/dataset-column.js';
import { ColumnKind } from '../columns/column-kind.js';
import { ContentWriter, type DatasetContent } from '../versions/content-writer.js';
import { type BadRecord, excerptOf } from '../formats/bad-record.js';
import type { ParsedRows, RowParser } from '../formats/row-parser.js';
import { rowParser } from '../formats/text-layout.js';
import type { SplitPlan } from '../splits/split-plan.js';
import type { ImportFile } from './import-file.js';
import { type FileInspection, type FileWishes, inspectFile } from './inspect-file.js';

export interface ImportSettings extends FileWishes {
  splits: SplitPlan;
  /** More bad rows than this fail the import. */
  maxBadRows: number;
}

/** Hears about an import while it runs. */
export interface ImportObserver {
  signal: AbortSignal;
  /** Every bad row is handed over once, also those of an import that then fails. */
  badRecords(records: BadRecord[]): Promise<void>;
  progress(bytesRead: number, rowCount: number): Promise<void> | void;
}

/** Where an import writes. */
export interface ImportPlaces {
  blobs: BlobStore;
  /** For statistics that do not fit in memory. */
  folder: string;
}

const PROGRESS_BYTES = 4 * 1024 * 1024;
/** An import that fails reads on until it has shown so many bad rows more than it tolerates. */
const SHOWN_BEYOND_TOLERANCE = 100;

/**
 * Reads a file's rows into the blob store.
 * @throws {InvalidInputError} when the file cannot be read as asked, or has more bad rows than are tolerated
 */
export async function importRows(
  file: ImportFile,
  settings: ImportSettings,
  places: ImportPlaces,
  observer: ImportObserver,
): Promise<DatasetContent> {
  const run = new RowImport(file, settings, await inspectFile(file, settings), places, observer);
  try {
    return await run.read();
  } finally {
    run.close();
  }
}

class RowImport {
  private readonly parser: RowParser;
  private readonly mapper: RowMapper;
  private readonly writer: ContentWriter;
  private badCount = 0;
  private firstBad: BadRecord | null = null;

  constructor(
    private readonly file: ImportFile,
    private readonly settings: ImportSettings,
    { layout, columns }: FileInspection,
    { blobs, folder }: ImportPlaces,
    private readonly observer: ImportObserver,
  ) {
    const { splits } = settings;
    this.parser = rowParser(layout);
    this.mapper = new RowMapper(columns, splits);
    this.writer = new ContentWriter({
      blobs,
      folder,
      columnNames: () => this.parser.columnNames,
      splits: 'fractions' in splits ? splits.fractions.map(({ name }) => name) : [],
    });
  }

  async read(): Promise<DatasetContent> {
    const { file, observer, parser, writer } = this;
    let bytesRead = 0;
    let reportAt = PROGRESS_BYTES;
    const onRead = (bytes: number) => (bytesRead += bytes);
    for await (const chunk of await file.open(undefined, onRead)) {
      observer.signal.throwIfAborted();
      await this.take(parser.push(chunk));
      if (bytesRead < reportAt) continue;
      reportAt = bytesRead + PROGRESS_BYTES;
      await observer.progress(bytesRead, writer.rowCount);
    }
    await this.take(parser.end());
    if (this.hasFailed()) throw this.tooManyBadRows();
    if (writer.rowCount === 0) throw new InvalidInputError(`${file.name} has no row that could be read.`);
    await observer.progress(bytesRead, writer.rowCount);
    return writer.finish(this.finalColumns());
  }

  close(): void {
    this.writer.close();
  }

  private async take({ rows, badRecords }: ParsedRows): Promise<void> {
    for (const { line, cells } of rows) {
      const row = this.mapper.map(cells);
      if ('reason' in row) {
        badRecords.push({ line, excerpt: excerptOf(JSON.stringify(cells).slice(1, -1)), reason: row.reason });
      } else if (!this.hasFailed()) {
        const stored = this.writer.add(row, cells);
        if (stored) await stored;
      }
    }
    if (badRecords.length === 0) return;
    badRecords.sort((a, b) => a.line - b.line);
    this.firstBad ??= badRecords[0]!;
    this.badCount += badRecords.length;
    await this.observer.badRecords(badRecords);
    if (this.badCount >= this.settings.maxBadRows + SHOWN_BEYOND_TOLERANCE) throw this.tooManyBadRows();
  }

  private hasFailed(): boolean {
    return this.badCount > this.settings.maxBadRows;
  }

  /** The columns with the kinds that all rows keep to; columns that came late are kept and not used. */
  private finalColumns(): DatasetColumn[] {
    return this.parser.columnNames.map((name, index) => ({ name, kind: this.mapper.kinds[index] ?? ColumnKind.OTHER }));
  }

  private tooManyBadRows(): InvalidInputError {
    const { line, reason, excerpt } = this.firstBad!;
    const rows = this.badCount === 1 ? '1 row' : `${this.badCount} rows`;
    return new InvalidInputError(
      `${this.file.name}, line ${line}: ${reason} (${excerpt}) In all, ${rows} could not be read, and maxBadRows (--max-bad-rows) allows ${this.settings.maxBadRows}. ` +
        'Mend the file, or raise maxBadRows to leave such rows out.',
      ['input', 'maxBadRows'],
    );
  }
}
