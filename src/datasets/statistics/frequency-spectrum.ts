/** How many words occur how often: `wordCounts[i]` different words occur `frequencies[i]` times, most frequent first. */
export interface FrequencySpectrum {
  frequencies: number[];
  wordCounts: number[];
}

export interface VocabularySize {
  /** All tokens (VocSize). */
  tokenCount: number;
  /** Different tokens (UnqVoc). */
  distinctTokenCount: number;
  /** Tokens that occur once. */
  hapaxCount: number;
}

/** Least occurrences of a word that the Zipf exponent looks at: the tail is a staircase that says little. */
const MIN_ZIPF_FREQUENCY = 3;
const MIN_ZIPF_POINTS = 8;
const RANK_STEP = 1.2;

/** Gathers a spectrum from the frequencies of words, in any order. */
export class SpectrumBuilder {
  private readonly words = new Map<number, number>();

  add(frequency: number): void {
    this.words.set(frequency, (this.words.get(frequency) ?? 0) + 1);
  }

  build(): FrequencySpectrum {
    const entries = [...this.words].sort(([a], [b]) => b - a);
    return { frequencies: entries.map(([frequency]) => frequency), wordCounts: entries.map(([, count]) => count) };
  }
}

export function vocabularySize({ frequencies, wordCounts }: FrequencySpectrum): VocabularySize {
  return {
    tokenCount: frequencies.reduce((sum, frequency, index) => sum + frequency * wordCounts[index]!, 0),
    distinctTokenCount: wordCounts.reduce((sum, count) => sum + count, 0),
    hapaxCount: frequencies.at(-1) === 1 ? wordCounts.at(-1)! : 0,
  };
}

/** Share of all tokens that the `size` most frequent words make up; 0 when there are no tokens. */
export function coverage(spectrum: FrequencySpectrum, size: number): number {
  const { tokenCount } = vocabularySize(spectrum);
  if (tokenCount === 0) return 0;
  let left = size;
  let covered = 0;
  for (let index = 0; index < spectrum.frequencies.length && left > 0; index++) {
    const words = Math.min(left, spectrum.wordCounts[index]!);
    covered += words * spectrum.frequencies[index]!;
    left -= words;
  }
  return covered / tokenCount;
}

/**
 * The exponent s of Zipf's law, frequency ∝ rank^−s: least squares of ln frequency on ln rank, at ranks evenly spaced in
 * logarithm so that the many rare words do not outweigh the few frequent ones. Null when too few words occur often enough.
 * @see Zipf, Human Behavior and the Principle of Least Effort (1949)
 */
export function zipfExponent({ frequencies, wordCounts }: FrequencySpectrum): number | null {
  const points: [number, number][] = [];
  let nextRank = 1;
  let rank = 0;
  for (let index = 0; index < frequencies.length && frequencies[index]! >= MIN_ZIPF_FREQUENCY; index++) {
    rank += wordCounts[index]!;
    for (; nextRank <= rank; nextRank = Math.max(nextRank + 1, Math.round(nextRank * RANK_STEP))) {
      points.push([Math.log(nextRank), Math.log(frequencies[index]!)]);
    }
  }
  return points.length < MIN_ZIPF_POINTS ? null : -slope(points);
}

function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (axis: 0 | 1): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
