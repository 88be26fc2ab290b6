import { addUpWords, mergeWords } from './merge-words.js';
import { withPauses } from '../pauses.js';
import { type WordRun, WordRunWriter } from './word-run.js';
import { type WordCount, WordTable } from './word-table.js';

export interface WordCounterSize {
  /** Most different words held in memory, by split. */
  words: number;
  /** Most UTF-16 units of these words together. */
  units: number;
  /** Sorted runs on disk that are merged into one longer run. */
  runs: number;
}

/** About 16 MB, and twice as much while words are very long. */
const DEFAULT_SIZE: WordCounterSize = { words: 2 ** 18, units: 2 ** 23, runs: 64 };

/** Counts words by split exactly and in bounded memory: what does not fit is sorted, put on disk, and merged at the end. */
export class WordCounter {
  private readonly table: WordTable;
  /** Runs by how often they were merged. */
  private readonly levels: WordRun[][] = [[]];

  /** @param folder for what does not fit in memory */
  constructor(
    private readonly folder: string,
    private readonly size: WordCounterSize = DEFAULT_SIZE,
  ) {
    this.table = new WordTable(size.words, size.units);
  }

  /** Counts the word from `start` to `end` of a text's UTF-16 units once more in a split. */
  add(text: Uint16Array, start: number, end: number, split: number): void {
    if (this.table.add(text, start, end, split)) return;
    this.spill();
    if (!this.table.add(text, start, end, split)) {
      throw new RangeError(`A word of ${end - start} characters does not fit the word table.`);
    }
  }

  /** Merges runs when there are many, so that there never are too many to read at once. Null when there is nothing to do. */
  tidy(): Promise<void> | null {
    const level = this.levels.findIndex((runs) => runs.length >= this.size.runs);
    return level < 0 ? null : this.merge(level);
  }

  /** Every word of every split with its count, equal words one after the other. To be read once; each word is valid until the next. */
  *words(): Generator<WordCount> {
    const runs = this.levels.flat();
    if (runs.length === 0) yield* this.table.sorted();
    else yield* addUpWords(mergeWords([this.table.sorted(), ...runs.map((run) => run.words())]));
  }

  close(): void {
    for (const runs of this.levels) for (const run of runs.splice(0)) run.close();
  }

  private spill(): void {
    const writer = new WordRunWriter(this.folder);
    for (const word of this.table.sorted()) writer.add(word);
    this.levels[0]!.push(writer.finish());
    this.table.clear();
  }

  private async merge(level: number): Promise<void> {
    const runs = this.levels[level]!;
    const writer = new WordRunWriter(this.folder);
    await withPauses(addUpWords(mergeWords(runs.map((run) => run.words()))), (word) => {
      writer.add(word);
    });
    for (const run of runs.splice(0)) run.close();
    (this.levels[level + 1] ??= []).push(writer.finish());
  }
}
