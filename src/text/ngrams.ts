import { forEachSpan } from './tokenize.js';

const { imul } = Math;

/** Which n-grams a text is taken apart into. */
export interface NgramSettings {
  /** Longest run of words, 0 for none: 2 takes single words and pairs. */
  readonly wordNgrams: number;
  /** Whether punctuation marks and symbols count as words. */
  readonly punctuation: boolean;
  /** Longest run of characters, 0 for none. White space counts as one space. */
  readonly characterNgrams: number;
  /** Shortest run of characters. */
  readonly shortestCharacterNgram: number;
}

const WORD_SEEDS = [0x811c9dc5, 0x2f0b4a27] as const;
const CHARACTER_SEEDS = [0xda81f05b, 0x74da2f32] as const;
const SPACE = 32;

/**
 * The n-grams of one text after another, each as a key of 64 bits (two Int32): no string is made, so a text costs little
 * more than a look at each character. Two different n-grams share a key with a probability of about 2^-64.
 * The n-grams of the last text are at 0 to `count`, with repetitions; words come before characters.
 */
export class NgramReader {
  low = new Int32Array(1024);
  high = new Int32Array(1024);
  /** UTF-16 offsets of the n-gram in the text, end exclusive. */
  starts = new Int32Array(1024);
  ends = new Int32Array(1024);
  count = 0;
  /** How many of them are word n-grams. */
  wordNgramCount = 0;

  constructor(private readonly settings: NgramSettings) {}

  /** @param normalized a text as `normalizeText` gives it */
  read(normalized: string): void {
    this.count = 0;
    if (this.settings.wordNgrams > 0) this.readWords(normalized);
    this.wordNgramCount = this.count;
    if (this.settings.characterNgrams > 0) this.readCharacters(normalized);
  }

  private readWords(text: string): void {
    const { punctuation, wordNgrams } = this.settings;
    // First the single words, then each longer n-gram from the one before and the word that it adds.
    forEachSpan(text, (start, end, isWord) => {
      if (!isWord && !punctuation) return;
      let low: number = WORD_SEEDS[0];
      let high: number = WORD_SEEDS[1];
      for (let at = start; at < end; at++) {
        const unit = text.charCodeAt(at);
        low = mixLow(low ^ unit);
        high = mixHigh(high ^ unit);
      }
      this.push(low, high, start, end);
    });
    const words = this.count;
    for (let length = 2; length <= wordNgrams; length++) {
      const shorter = this.count - (words - length + 2);
      for (let first = 0; first + length <= words; first++) {
        const last = first + length - 1;
        // Mixed before the word is added: "a b" and "b a" differ.
        this.push(
          mixLow(mixLow(this.low[shorter + first]!) + this.low[last]!),
          mixHigh(mixHigh(this.high[shorter + first]!) + this.high[last]!),
          this.starts[first]!,
          this.ends[last]!,
        );
      }
    }
  }

  private readCharacters(text: string): void {
    const { characterNgrams, shortestCharacterNgram } = this.settings;
    const { length } = text;
    for (let start = 0; start < length; start++) {
      const first = text.charCodeAt(start);
      if (isLowSurrogate(first) || (first <= SPACE && start > 0 && text.charCodeAt(start - 1) <= SPACE)) continue;
      let low: number = CHARACTER_SEEDS[0];
      let high: number = CHARACTER_SEEDS[1];
      let previous = 0;
      let taken = 0;
      for (let at = start; at < length && taken < characterNgrams; at++) {
        let unit = text.charCodeAt(at);
        if (unit <= SPACE) {
          if (previous === SPACE) continue;
          unit = SPACE;
        }
        previous = unit;
        low = mixLow(low ^ unit);
        high = mixHigh(high ^ unit);
        if (isHighSurrogate(unit)) continue;
        if (++taken >= shortestCharacterNgram) this.push(low, high, start, at + 1);
      }
    }
  }

  private push(low: number, high: number, start: number, end: number): void {
    const at = this.count++;
    if (at === this.low.length) this.grow();
    this.low[at] = low;
    this.high[at] = high;
    this.starts[at] = start;
    this.ends[at] = end;
  }

  private grow(): void {
    this.low = doubled(this.low);
    this.high = doubled(this.high);
    this.starts = doubled(this.starts);
    this.ends = doubled(this.ends);
  }
}

// Multiplication carries low bits up, the shift brings high bits down: every bit of the input reaches every bit of the key.
function mixLow(hash: number): number {
  const mixed = imul(hash, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

function mixHigh(hash: number): number {
  const mixed = imul(hash, 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
