import { InvalidInputError } from '../../lib/errors.js';

/** A line of a test that is not blank, and what it is called in an error: "Line 3". */
export interface TestLine {
  readonly place: string;
  readonly text: string;
}

/** "Athens is to Greece as Oslo is to what?" */
export type Analogy = readonly [string, string, string, string];

export interface AnalogySection {
  readonly name: string;
  readonly questions: readonly Analogy[];
}

/** How alike people find two words. */
export interface RatedPair {
  readonly words: readonly [string, string];
  readonly rating: number;
}

/** What word vectors are measured on. */
export type WordTest =
  | { readonly kind: 'analogies'; readonly sections: readonly AnalogySection[] }
  | { readonly kind: 'similarity'; readonly pairs: readonly RatedPair[] };

const ADVICE =
  'A test of words is a file of analogies, ": section" and then four words a line, or of two words and a number a line.';

export function linesOfTest(text: string): TestLine[] {
  return text
    .split(/\r?\n/)
    .flatMap((line, at) => (line.trim() === '' ? [] : [{ place: `Line ${at + 1}`, text: line }]));
}

/**
 * Reads a test; its first line tells of which kind it is.
 * @throws {InvalidInputError} naming the line that is none
 */
export function parseWordTest(lines: readonly TestLine[]): WordTest {
  const [first] = lines;
  if (!first) throw new InvalidInputError(`There is nothing to measure on. ${ADVICE}`);
  const words = first.text.trim().split(/\s+/);
  const isAnalogies = first.text.startsWith(':') || (words.length === 4 && !Number.isFinite(Number(words[3])));
  const test: WordTest = isAnalogies
    ? { kind: 'analogies', sections: parseAnalogies(lines) }
    : { kind: 'similarity', pairs: parseRatedPairs(lines) };
  const count =
    test.kind === 'analogies' ? test.sections.flatMap(({ questions }) => questions).length : test.pairs.length;
  if (count === 0) throw new InvalidInputError(`There is nothing to measure on but headings. ${ADVICE}`);
  return test;
}

/**
 * Reads questions as Mikolov's questions-words.txt has them: ": section", then four words a line.
 * @throws {InvalidInputError} naming the line that is none
 */
export function parseAnalogies(lines: readonly TestLine[]): AnalogySection[] {
  const sections: { name: string; questions: Analogy[] }[] = [];
  for (const { place, text } of lines) {
    const words = text.trim().split(/\s+/);
    if (words[0]!.startsWith(':')) {
      sections.push({ name: text.trim().slice(1).trim(), questions: [] });
      continue;
    }
    if (words.length !== 4) throw noLine(place, 'four words', text);
    if (sections.length === 0) sections.push({ name: '', questions: [] });
    sections.at(-1)!.questions.push(words as unknown as Analogy);
  }
  return sections;
}

/**
 * Reads two words and a number a line, between tabs, or commas, semicolons or spaces, as WordSim-353 and MEN have them; a first line of names and
 * lines that begin with "#" are passed over.
 * @throws {InvalidInputError} naming the line that is none
 */
export function parseRatedPairs(lines: readonly TestLine[]): RatedPair[] {
  return lines.flatMap(({ place, text }, at) => {
    if (text.startsWith('#')) return [];
    const [first, second, rating] = text.trim().split(text.includes('\t') ? /\t+/ : /[\s,;]+/);
    if (first && second && rating && Number.isFinite(Number(rating)))
      return [{ words: [first, second] as const, rating: Number(rating) }];
    if (at === 0 && !/\d/.test(rating ?? '')) return [];
    throw noLine(place, 'two words and a number', text);
  });
}

function noLine(place: string, what: string, text: string): InvalidInputError {
  return new InvalidInputError(`${place} does not hold ${what}: "${text.trim().slice(0, 80)}". ${ADVICE}`);
}
