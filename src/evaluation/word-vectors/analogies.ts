import { setImmediate } from 'node:timers/promises';
import { AnalogySearch } from './analogy-search.js';
import { CosineBlocks, MOST_COSINES } from './cosine-blocks.js';
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

/** Questions that are asked at once, between turns of the event loop. */
const QUESTIONS_AT_ONCE = 64;
const TURN_MS = 50;

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
  await setImmediate();
  signal?.throwIfAborted();
  const asked = [...new Set(covered.flatMap(({ numbers }) => numbers.slice(0, 3)))];
  const placeOf = new Map(asked.map((number, place) => [number, place]));
  const search = new AnalogySearch(
    covered.map(({ numbers, given }) => {
      const [a, b, c] = numbers.map((number) => placeOf.get(number)!) as [number, number, number];
      return { places: [a, b, c], given };
    }),
    Math.max(MOST_COSINES, asked.length),
  );
  await using cosines = await CosineBlocks.open(rows, asked, signal);
  await setImmediate();
  signal?.throwIfAborted();
  let turnEnds = performance.now() + TURN_MS;
  for await (const block of cosines.blocks()) {
    search.open(block);
    for (let from = 0; from < covered.length; from += QUESTIONS_AT_ONCE) {
      search.search(from, Math.min(QUESTIONS_AT_ONCE, covered.length - from));
      if (performance.now() < turnEnds) continue;
      await setImmediate();
      signal?.throwIfAborted();
      turnEnds = performance.now() + TURN_MS;
    }
    await setImmediate();
    signal?.throwIfAborted();
    await progress?.(block.start + block.size);
  }
  const outcomes = () => new Int32Array(questions.length).fill(UNCOVERED);
  const [bySum, byProduct] = [outcomes(), outcomes()];
  for (const [number, { at, right }] of covered.entries()) {
    const best = search.best(number);
    const answers = spellings.all(right);
    bySum[at] = answers.includes(best.bySum) ? RIGHT : WRONG;
    byProduct[at] = answers.includes(best.byProduct) ? RIGHT : WRONG;
  }
  return { sections: sections.map(({ name, questions: { length: count } }) => ({ name, count })), bySum, byProduct };
}
