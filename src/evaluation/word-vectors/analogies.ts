import { InvalidInputError } from '../../lib/errors.js';
import type { UnitVectors } from './unit-vectors.js';

/** "Athens is to Greece as Oslo is to what?" */
export type Analogy = readonly [string, string, string, string];

export interface AnalogySection {
  readonly name: string;
  readonly questions: readonly Analogy[];
}

/** How the fourth word is found: by sum or by product of cosines (Levy & Goldberg 2014). */
export type AnalogyMethod = '3CosAdd' | '3CosMul';

export interface AnalogyScore {
  readonly section: string;
  readonly correct: number;
  /** Questions whose four words are all known. */
  readonly covered: number;
  readonly questions: number;
}

/**
 * Reads questions as Mikolov's questions-words.txt has them: ": section", then four words a line.
 * @throws {InvalidInputError} naming the line that is none
 */
export function parseAnalogies(text: string): AnalogySection[] {
  const sections: { name: string; questions: Analogy[] }[] = [];
  text.split(/\r?\n/).forEach((line, at) => {
    const words = line.trim().split(/\s+/);
    if (line.trim() === '') return;
    if (words[0] === ':') {
      sections.push({ name: words.slice(1).join(' '), questions: [] });
      return;
    }
    if (words.length !== 4)
      throw new InvalidInputError(`Line ${at + 1} does not hold four words: "${line.slice(0, 80)}".`);
    if (sections.length === 0) sections.push({ name: '', questions: [] });
    sections.at(-1)!.questions.push(words as unknown as Analogy);
  });
  return sections;
}

/** Accuracy by section. The three given words are no answers; questions with unknown words do not count. Case is ignored. */
export function scoreAnalogies(
  vectors: UnitVectors,
  sections: readonly AnalogySection[],
  method: AnalogyMethod = '3CosAdd',
): AnalogyScore[] {
  const scratch = [0, 1, 2].map(() => new Float32Array(vectors.size)) as [Float32Array, Float32Array, Float32Array];
  return sections.map(({ name, questions }) => {
    const known = questions
      .map((question) => question.map((word) => vectors.numberOf(word.toLowerCase())))
      .filter((numbers) => !numbers.includes(undefined)) as [number, number, number, number][];
    const answer = method === '3CosAdd' ? bySum : byProduct;
    const correct = known.filter((numbers) => answer(vectors, numbers, scratch) === numbers[3]).length;
    return { section: name, correct, covered: known.length, questions: questions.length };
  });
}

type Scratch = readonly [Float32Array, Float32Array, Float32Array];

function bySum(vectors: UnitVectors, [a, b, c]: readonly number[], [scores]: Scratch): number {
  const [from, to, other] = [vectors.row(a!), vectors.row(b!), vectors.row(c!)];
  vectors.dots(
    to.map((value, at) => value - from[at]! + other[at]!),
    scores,
  );
  return bestBut(scores, [a!, b!, c!]);
}

function byProduct(vectors: UnitVectors, [a, b, c]: readonly number[], [from, to, other]: Scratch): number {
  vectors.dots(vectors.row(a!), from);
  vectors.dots(vectors.row(b!), to);
  vectors.dots(vectors.row(c!), other);
  const positive = (cosine: number) => (cosine + 1) / 2;
  for (let word = 0; word < to.length; word++)
    to[word] = (positive(to[word]!) * positive(other[word]!)) / (positive(from[word]!) + 1e-3);
  return bestBut(to, [a!, b!, c!]);
}

function bestBut(scores: Float32Array, excluded: readonly number[]): number {
  let best = -1;
  for (let word = 0; word < scores.length; word++)
    if ((best < 0 || scores[word]! > scores[best]!) && !excluded.includes(word)) best = word;
  return best;
}
