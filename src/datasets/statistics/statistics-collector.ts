import type { MappedRow } from '../columns/row-mapper.js';
import { DuplicateCounter } from './duplicate-counter.js';
import {
  type FrequencySpectrum,
  SpectrumBuilder,
  type VocabularySize,
  vocabularySize,
  zipfExponent,
} from './frequency-spectrum.js';
import { LabelCounter, type LabelFrequency } from './label-counter.js';
import { LengthCounter, type LengthHistogram } from './length-histogram.js';
import { withPauses } from './pauses.js';
import { RowWords } from './words/row-words.js';
import { type TokenFrequency, TopWords } from './words/top-words.js';
import { WordCounter } from './words/word-counter.js';
import { wordOf } from './words/word-table.js';

/** What is known about the rows of one split, or of a whole version. All counts are exact. */
export interface RowStatistics extends VocabularySize {
  /** Null for the whole version. */
  split: string | null;
  rowCount: number;
  /** Different texts among the rows. */
  distinctRowCount: number;
  zipfExponent: number | null;
  spectrum: FrequencySpectrum;
  topTokens: TokenFrequency[];
  lengthInTokens: LengthHistogram;
  labels: LabelFrequency[];
}

/** Most tokens that `topTokens` can list. */
export const MAX_TOP_TOKENS = 1000;

interface Part {
  rowCount: number;
  lengths: LengthCounter;
  spectrum: SpectrumBuilder;
  topWords: TopWords;
}

/** Computes statistics while rows pass, in memory that does not grow with their number. */
export class StatisticsCollector {
  private readonly splits: string[];
  private readonly parts: Part[];
  private readonly whole = newPart();
  private readonly reading = new RowWords();
  private readonly words: WordCounter;
  private readonly contents: DuplicateCounter;
  private readonly labels = new LabelCounter();

  /**
   * @param folder for what does not fit in memory
   * @param splits known beforehand; they are reported even when no row comes into them
   */
  constructor(folder: string, splits: readonly string[] = []) {
    this.words = new WordCounter(folder);
    this.contents = new DuplicateCounter(folder);
    this.splits = [...splits];
    this.parts = splits.map(newPart);
  }

  /** Adds a row. When it answers a promise, wait for it before the next row. */
  add({ text, labels, split, content }: MappedRow): Promise<void> | null {
    const index = this.indexOf(split);
    const { reading, words } = this;
    let length = 0;
    reading.forEach(text, (start, end) => {
      words.add(reading.units, start, end, index);
      length++;
    });
    for (const part of [this.whole, this.parts[index]!]) {
      part.rowCount++;
      part.lengths.add(length);
    }
    this.contents.add(content, index);
    for (const label of labels) this.labels.add(label, index);
    return words.tidy();
  }

  /** The statistics of the whole first, then of each split. To be called once. */
  async finish(): Promise<RowStatistics[]> {
    await this.countWords();
    const distinct = await this.contents.distinct(this.splits.length);
    const splits = this.splits.map((split, index) =>
      this.describe(this.parts[index]!, split, index, distinct.bySplit[index]!),
    );
    return [this.describe(this.whole, null, null, distinct.overall), ...splits];
  }

  /** Releases what was put on disk. */
  close(): void {
    this.words.close();
    this.contents.close();
  }

  private indexOf(split: string): number {
    const known = this.splits.indexOf(split);
    if (known >= 0) return known;
    this.parts.push(newPart());
    return this.splits.push(split) - 1;
  }

  private async countWords(): Promise<void> {
    let word: string | null = null;
    let total = 0;
    const close = (): void => {
      if (word !== null) countIn(this.whole, total, word);
    };
    await withPauses(this.words.words(), (entry) => {
      const spelled = wordOf(entry);
      if (spelled !== word) {
        close();
        word = spelled;
        total = 0;
      }
      total += entry.count;
      countIn(this.parts[entry.split]!, entry.count, spelled);
    });
    close();
  }

  private describe(part: Part, split: string | null, index: number | null, distinctRowCount: number): RowStatistics {
    const spectrum = part.spectrum.build();
    return {
      split,
      rowCount: part.rowCount,
      distinctRowCount,
      ...vocabularySize(spectrum),
      zipfExponent: zipfExponent(spectrum),
      spectrum,
      topTokens: part.topWords.top(),
      lengthInTokens: part.lengths.histogram(),
      labels: this.labels.frequencies(index),
    };
  }
}

function newPart(): Part {
  return {
    rowCount: 0,
    lengths: new LengthCounter(),
    spectrum: new SpectrumBuilder(),
    topWords: new TopWords(MAX_TOP_TOKENS),
  };
}

function countIn(part: Part, count: number, word: string): void {
  part.spectrum.add(count);
  part.topWords.offer(count, word);
}
