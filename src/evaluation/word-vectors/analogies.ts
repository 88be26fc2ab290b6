import { setImmediate } from 'node:timers/promises';
import { CosineBlocks } from './cosine-blocks.js';
import { Spellings } from './spellings.js';
import type { AnalogySection } from './word-test.js';
import type { WordRows } from './word-rows.js';

/** What became of a question: a word of it is unknown, another word was nearer, or the right word was the nearest. */
export const UNCOVERED = -1;
export const WRONG = 0;
export const RIGHT = 1;

/** What became of each question, in the order of the sections: by the sum of cosines, and by their product (Levy & Goldberg 2014). */
export interface AnalogyOutcomes {
  readonly sections: readonly { readonly name: string; readonly count: number }[];
  /** (questions,) 3CosAdd. */
  readonly bySum: Int32Array;
  /** (questions,) 3CosMul. */
  readonly byProduct: Int32Array;
}

export interface AnalogyOptions {
  readonly signal?: AbortSignal;
  /** Told how many words have been compared. */
  readonly progress?: (words: number) => Promise<void>;
}

/** Keeps the quotient of 3CosMul finite. */
const EPSILON = 1e-3;
const TURN_MS = 50;

/** The best answer so far to each question. */
class Best {
  readonly scores: Float32Array;
  readonly words: Int32Array;

  constructor(questions: number) {
    this.scores = new Float32Array(questions).fill(-Infinity);
    this.words = new Int32Array(questions).fill(-1);
  }
}

/**
 * Asks for the fourth word of each question among all words. The three given words are no answers, a question with an unknown word is not
 * covered, and case is ignored: it only chooses between words that differ in nothing else. Words are compared a block after the other, each with all that the questions name
 * in one matrix product.
 */
export async function scoreAnalogies(
  rows: WordRows,
  sections: readonly AnalogySection[],
  { signal, progress }: AnalogyOptions = {},
): Promise<AnalogyOutcomes> {
  const questions = sections.flatMap((section) => section.questions);
  const spellings = new Spellings(rows.words, questions.flat());
  const covered = questions.flatMap((question, at) => {
    const numbers = question.map((word) => spellings.numberOf(word));
    const given = question.slice(0, 3).flatMap((word) => spellings.all(word));
    return numbers.every((number) => number !== undefined) ? [{ at, numbers, given, right: question[3] }] : [];
  });
  const asked = [...new Set(covered.flatMap(({ numbers }) => numbers.slice(0, 3)))];
  const places = new Map(asked.map((number, place) => [number, place]));
  const [sums, products] = [new Best(questions.length), new Best(questions.length)];
  await using cosines = await CosineBlocks.open(rows, asked);
  let turnEnds = performance.now() + TURN_MS;
  for await (const { start, size, values } of cosines.blocks()) {
    const positive = values.map((cosine) => (cosine + 1) / 2);
    const inverse = positive.map((value) => 1 / (value + EPSILON));
    for (const { at, numbers, given } of covered) {
      const [a, b, c] = numbers.map((number) => places.get(number)! * size) as [number, number, number];
      const ask = { at, start, size, a, b, c, given };
      bestSum(sums, ask, values);
      bestProduct(products, ask, positive, inverse);
      if (performance.now() < turnEnds) continue;
      await setImmediate();
      signal?.throwIfAborted();
      turnEnds = performance.now() + TURN_MS;
    }
    signal?.throwIfAborted();
    await progress?.(start + size);
  }
  const outcomeOf = ({ words }: Best) => {
    const outcomes = new Int32Array(questions.length).fill(UNCOVERED);
    for (const { at, right } of covered) outcomes[at] = spellings.all(right).includes(words[at]!) ? RIGHT : WRONG;
    return outcomes;
  };
  return {
    sections: sections.map(({ name, questions: { length: count } }) => ({ name, count })),
    bySum: outcomeOf(sums),
    byProduct: outcomeOf(products),
  };
}

/** One question and a block of words: where the cosines of its three words begin, and which words are no answers. */
interface Ask {
  readonly at: number;
  readonly start: number;
  readonly size: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly given: readonly number[];
}

function bestSum(best: Best, { at, start, size, a, b, c, given }: Ask, cosines: Float32Array): void {
  let [score, word] = [best.scores[at]!, best.words[at]!];
  for (let other = 0; other < size; other++) {
    const value = cosines[b + other]! - cosines[a + other]! + cosines[c + other]!;
    if (value > score && !given.includes(start + other)) [score, word] = [value, start + other];
  }
  best.scores[at] = score;
  best.words[at] = word;
}

function bestProduct(
  best: Best,
  { at, start, size, a, b, c, given }: Ask,
  positive: Float32Array,
  inverse: Float32Array,
): void {
  let [score, word] = [best.scores[at]!, best.words[at]!];
  for (let other = 0; other < size; other++) {
    const value = positive[b + other]! * positive[c + other]! * inverse[a + other]!;
    if (value > score && !given.includes(start + other)) [score, word] = [value, start + other];
  }
  best.scores[at] = score;
  best.words[at] = word;
}
