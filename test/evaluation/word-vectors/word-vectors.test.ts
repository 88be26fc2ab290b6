import { describe, expect, test } from '@jest/globals';
import 'reflect-metadata';
import { RIGHT, scoreAnalogies, UNCOVERED, WRONG } from '../../../src/evaluation/word-vectors/analogies.js';
import { coveredPairs, rankCorrelation, similarityOf } from '../../../src/evaluation/word-vectors/similarity.js';
import { UnitVectors } from '../../../src/evaluation/word-vectors/unit-vectors.js';
import { compareWordOutcomes, sectionMetrics, wordMetrics } from '../../../src/evaluation/word-vectors/word-metrics.js';
import { decodeWordOutcomes, encodeWordOutcomes } from '../../../src/evaluation/word-vectors/word-outcomes-file.js';
import {
  linesOfTest,
  parseAnalogies,
  parseRatedPairs,
  parseWordTest,
} from '../../../src/evaluation/word-vectors/word-test.js';

/** Royalty along one axis, gender along another. */
const VECTORS = {
  words: ['man', 'woman', 'king', 'queen', 'apple'],
  vectors: Float32Array.of(1, 0, 1, 1, 1, 1, 1, 0, 2, 1, 1, 2, 0, 0, 3),
  dimensions: 3,
};
const QUESTIONS =
  ': family\nman king woman queen\nMan Woman King Queen\n\n: other\nman king woman apple\nman king dog puppy\n';

const analogies = async (words = new UnitVectors(VECTORS)) => ({
  kind: 'analogies' as const,
  ...(await scoreAnalogies(words, parseAnalogies(linesOfTest(QUESTIONS)))),
});

/** Words whose vectors are drawn, and questions about them. */
function drawn(count: number, dimensions: number) {
  let state = 1;
  const next = () => (state = (state * 48271) % 2147483647) / 2147483647 - 0.5;
  const words = Array.from({ length: count }, (_, at) => `w${at}`);
  const vectors = Float32Array.from({ length: count * dimensions }, next);
  const questions = Array.from({ length: 200 }, (_, at) =>
    [at, at + 7, 3 * at, (5 * at) % count].map((n) => words[n]!),
  );
  return { vectors: { words, vectors, dimensions }, questions };
}

describe('analogies', () => {
  test('are scored by section, by sum and by product', async () => {
    const outcomes = await analogies();
    expect(outcomes).toEqual({
      kind: 'analogies',
      sections: [
        { name: 'family', count: 2 },
        { name: 'other', count: 2 },
      ],
      bySum: Int32Array.of(RIGHT, RIGHT, WRONG, UNCOVERED),
      byProduct: Int32Array.of(RIGHT, RIGHT, WRONG, UNCOVERED),
    });
    expect(sectionMetrics(outcomes)).toMatchObject([
      {
        name: 'family',
        metrics: [{ name: 'ANALOGY_ACCURACY', value: 1, sampleSize: 2 }, {}, { name: 'COVERAGE', value: 1 }],
      },
      { name: 'other', metrics: [{ value: 0, sampleSize: 1 }, {}, { value: 0.5, sampleSize: 2 }] },
    ]);
    expect(await wordMetrics(outcomes)).toMatchObject([
      { name: 'ANALOGY_ACCURACY', value: 2 / 3, sampleSize: 3, interval: { lower: expect.closeTo(0.2077, 3) } },
      { name: 'ANALOGY_ACCURACY_MULTIPLICATIVE', value: 2 / 3 },
      { name: 'COVERAGE', value: 0.75, sampleSize: 4 },
    ]);
  });

  test('have the answers of a plain search, whatever the block that a word falls into', async () => {
    const { vectors, questions } = drawn(40_000, 5);
    const rows = new UnitVectors(vectors);
    const section = { name: '', questions: questions as [string, string, string, string][] };
    const { bySum } = await scoreAnalogies(rows, [section]);
    const right = questions.map((question) => {
      const [a, b, c, d] = question.map((word) => rows.numberOf(word)!);
      const query = Array.from({ length: 5 }, (_, at) => rows.row(b!)[at]! - rows.row(a!)[at]! + rows.row(c!)[at]!);
      const score = (word: number) => rows.row(word).reduce((sum, value, at) => sum + value * query[at]!, 0);
      const bar = score(d!);
      const better = rows.words.some((_, word) => ![a, b, c, d].includes(word) && score(word) > bar + 1e-6);
      return [a, b, c].includes(d) || better ? WRONG : RIGHT;
    });
    expect(Array.from(bySum)).toEqual(right);
  });

  test('are stopped by a signal', async () => {
    const { vectors, questions } = drawn(20_000, 50);
    const section = { name: '', questions: questions as [string, string, string, string][] };
    const stop = AbortSignal.abort(new Error('cancelled'));
    await expect(scoreAnalogies(new UnitVectors(vectors), [section], { signal: stop })).rejects.toThrow('cancelled');
  });

  test('are stopped by a signal that comes while a block of words is searched, before the next block', async () => {
    const { vectors, questions } = drawn(60_000, 5);
    const controller = new AbortController();
    /** Asks to stop at the next turn of the event loop once the second block is read. */
    class Stopping extends UnitVectors {
      override read(start: number, count: number): Promise<Float32Array> {
        if (start > 0 && count > 1)
          setImmediate(() => {
            controller.abort(new Error('cancelled'));
          });
        return super.read(start, count);
      }
    }
    const told: number[] = [];
    const progress = (words: number) => Promise.resolve(void told.push(words));
    const section = { name: '', questions: questions as [string, string, string, string][] };
    const options = { signal: controller.signal, progress };
    await expect(scoreAnalogies(new Stopping(vectors), [section], options)).rejects.toThrow('cancelled');
    expect(told).toHaveLength(1);
    expect(told[0]).toBeLessThan(60_000 / 2);
  });

  test('are answered by sums and products as plain arithmetic answers them, each spelling of a word included', async () => {
    const { vectors } = drawn(1_003, 8);
    const words = vectors.words.map((word, at) => (at % 10 === 9 ? `W${at - 1}` : word));
    const rows = new UnitVectors({ ...vectors, words });
    const numberOf = (word: string) => rows.numberOf(word)!;
    const cosine = (a: number, b: number) => rows.row(a).reduce((sum, value, at) => sum + value * rows.row(b)[at]!, 0);
    const triples = Array.from({ length: 60 }, (_, at) => [`w${20 * (at % 5)}`, `w${8 + 10 * at}`, `w${3 + 10 * at}`]);
    const best = (triple: readonly string[], score: (a: number, b: number, c: number) => number) => {
      const [a, b, c] = triple.map(numberOf) as [number, number, number];
      const isGiven = (word: string) => triple.includes(word.toLowerCase());
      const scores = words.map((word, at) =>
        isGiven(word) ? -Infinity : score(cosine(at, a), cosine(at, b), cosine(at, c)),
      );
      return words[scores.indexOf(Math.max(...scores))]!;
    };
    const sections = [
      triples.map((triple) => [...triple, best(triple, (a, b, c) => b - a + c)]),
      triples.map((triple) => [...triple, best(triple, (a, b, c) => ((b + 1) * (c + 1)) / ((a + 1) / 2 + 1e-3))]),
    ].map((questions, at) => ({ name: `${at}`, questions: questions as [string, string, string, string][] }));
    const { bySum, byProduct } = await scoreAnalogies(rows, sections);
    expect([...bySum.subarray(0, 60)]).toEqual(triples.map(() => RIGHT));
    expect([...byProduct.subarray(60)]).toEqual(triples.map(() => RIGHT));
    expect([...bySum.subarray(60)]).not.toEqual(triples.map(() => RIGHT));
  });

  test('without a known word have a coverage and no accuracy', async () => {
    const unknown = await analogies(new UnitVectors({ words: ['x'], vectors: Float32Array.of(1), dimensions: 1 }));
    expect(await wordMetrics(unknown)).toMatchObject([{ name: 'COVERAGE', value: 0 }]);
  });

  test('of two versions are compared on the questions that both know', async () => {
    const few = await analogies(new UnitVectors({ ...VECTORS, words: ['man', 'woman', 'king', 'queen', 'pear'] }));
    const [accuracy, , coverage] = await compareWordOutcomes(few, await analogies());
    expect(accuracy).toMatchObject({ change: 0, verdict: 'SAME', candidate: { value: 1, sampleSize: 2 } });
    expect(coverage).toMatchObject({ change: 0.25, verdict: 'BETTER', baseline: { value: 0.5 } });
  });
});

describe('similarity', () => {
  const vectors = new UnitVectors(VECTORS);
  const outcomesOf = (text: string) => ({
    kind: 'similarity' as const,
    ...similarityOf(parseRatedPairs(linesOfTest(text)), (word) => {
      const number = vectors.numberOf(word);
      return number === undefined ? null : vectors.row(number);
    }),
  });
  const score = (text: string) => rankCorrelation(outcomesOf(text), coveredPairs(outcomesOf(text)));

  test('is the rank correlation of the pairs that are known', async () => {
    const outcomes = outcomesOf('man\tking\t9\nman\tqueen\t8\nman\tapple\t1\nman\tdog\t5\n');
    expect(await wordMetrics(outcomes)).toMatchObject([
      {
        name: 'WORD_SIMILARITY',
        value: expect.closeTo(1, 9),
        sampleSize: 3,
        interval: { upper: expect.closeTo(1, 9) },
      },
      { name: 'COVERAGE', value: 0.75, sampleSize: 4 },
    ]);
    expect(score('Word 1,Word 2,Human\nman,apple,10\nman,king,1\n')).toBeCloseTo(-1, 9);
  });

  test('ties share their ranks', () => {
    // Ratings 1, 2.5, 2.5 and 4 against cosines in their order: Spearman by hand.
    expect(score('man apple 1\nman woman 5\nman queen 5\nman king 9')).toBeCloseTo(0.9486832981, 9);
  });

  test('is unknown for fewer than two pairs, or when all are rated alike', () => {
    expect(score('man king 9')).toBeNull();
    expect(score('man king 9\nman apple 9')).toBeNull();
  });
});

test('outcomes are read as they were written', async () => {
  const outcomes = await analogies();
  expect(decodeWordOutcomes(encodeWordOutcomes(outcomes))).toEqual(outcomes);
});

test.each([
  [': a\nman king woman queen\nb c d\n', 'Line 3 does not hold four words: "b c d".'],
  ['a b c d\n\na b c\n', 'Line 3 does not hold four words: "a b c".'],
  ['a b 1\na b\n', 'Line 2 does not hold two words and a number: "a b".'],
  ['new york\tparis\t3\nrome\tparis\n', 'Line 2 does not hold two words and a number'],
  ['love sex 6.7.7\n', 'Line 1 does not hold two words and a number'],
  [' \n', 'There is nothing to measure on.'],
  [': only\n: headings\n', 'There is nothing to measure on but headings.'],
])('a wrong test %j is refused with the line', (text, message) => {
  expect(() => parseWordTest(linesOfTest(text))).toThrow(message);
});

test('words of a pair between tabs may hold spaces', () => {
  expect(parseWordTest(linesOfTest('new york\tparis\t3\n'))).toEqual({
    kind: 'similarity',
    pairs: [{ words: ['new york', 'paris'], rating: 3 }],
  });
});

test.each([
  [19, 'UNCERTAIN'],
  [20, 'BETTER'],
])('a version that is right where another is wrong on %d questions is %s', async (count, verdict) => {
  const outcomes = (outcome: number) => ({
    kind: 'analogies' as const,
    sections: [{ name: '', count }],
    bySum: new Int32Array(count).fill(outcome),
    byProduct: new Int32Array(count).fill(outcome),
  });
  const [accuracy] = await compareWordOutcomes(outcomes(0), outcomes(1));
  expect(accuracy).toMatchObject({ change: 1, interval: { lower: 1, upper: 1 }, verdict });
});
