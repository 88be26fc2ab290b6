import { forEachWord, type WordCut } from '../../text/word-cut.js';
import type { PhrasesFile } from '../pipeline-file.js';
import type { SubwordIndex } from './subword-index.js';

/** What the vector of a word is made of: its own row, those of its parts, or nothing. */
export type WordSource = 'VOCABULARY' | 'PARTS' | 'UNKNOWN';

/** A word of a text, and what it brings into it. */
export interface WordOrigin {
  readonly word: string;
  readonly source: WordSource;
}

export interface FoundWord extends WordOrigin {
  /** Rows of the table that sum up to the word's vector, over `size`; none for an unknown word. */
  readonly rows: readonly number[];
  /** What the word's vector is the mean of: its rows, and parts without a row where those count as 0. */
  readonly size: number;
}

/** Finds the words of texts in a vocabulary. */
export class WordLookup {
  readonly words: readonly string[];
  private readonly numbers: ReadonlyMap<string, number>;

  /** @param vocabulary a word a line */
  constructor(
    vocabulary: string,
    private readonly cut: WordCut,
    readonly subwords: SubwordIndex | null,
    private readonly phrases: PhrasesFile | null = null,
  ) {
    this.words = linesOf(vocabulary);
    this.numbers = new Map(this.words.map((word, number) => [word, number]));
  }

  /** The words of a text in their order. */
  find(text: string): FoundWord[] {
    return this.wordsOf(text).map((word) => this.findWord(word));
  }

  private findWord(word: string): FoundWord {
    const number = this.numbers.get(word);
    if (number !== undefined) return { word, source: 'VOCABULARY', rows: [number], size: 1 };
    const { rows, size } = this.subwords?.rowsOf(word) ?? { rows: [], size: 0 };
    return { word, source: rows.length > 0 ? 'PARTS' : 'UNKNOWN', rows, size };
  }

  private wordsOf(text: string): string[] {
    // A word of another program may hold spaces itself.
    if (this.cut === 'white-space' && this.numbers.has(text)) return [text];
    const words: string[] = [];
    forEachWord(text, this.cut, (word) => words.push(word));
    return this.phrases ? this.joined(words, this.phrases) : words;
  }

  /** Words that are a phrase of the vocabulary as one, from left to right the longest first. */
  private joined(words: readonly string[], { joiner, longest }: PhrasesFile): string[] {
    const found: string[] = [];
    for (let at = 0; at < words.length;) {
      let length = Math.min(longest, words.length - at);
      while (length > 1 && !this.numbers.has(words.slice(at, at + length).join(joiner))) length--;
      found.push(words.slice(at, at + length).join(joiner));
      at += length;
    }
    return found;
  }
}

/** A word a line. */
export function linesOf(vocabulary: string): string[] {
  const lines = vocabulary.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
