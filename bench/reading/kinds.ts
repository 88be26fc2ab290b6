const ROW_WORDS = 20;

/** A kind of text: what becomes of the words of a row, and what of these are trained. */
export interface TextKind {
  readonly name: string;
  readonly minCount: number;
  readonly row: (words: readonly string[], number: number) => string;
}

/** Texts of the same words that differ in what reading them takes. */
export const TEXT_KINDS: readonly TextKind[] = [
  { name: 'ascii', minCount: 5, row: (words) => words.join(' ') },
  {
    name: 'typographic-quotes',
    minCount: 5,
    row: ([first, second, ...others]) => `“${first} ${second}” — it’s ${others.slice(1).join(' ')}`,
  },
  {
    name: 'cyrillic',
    minCount: 5,
    row: (words) => words.join(' ').replace(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x3cf)),
  },
  {
    name: 'half-distinct-words',
    minCount: 1,
    row: (words, number) => words.map((word, at) => (at % 2 === 0 ? word : `${word}${number}${at}`)).join(' '),
  },
];

/** Rows of a text, 20 words each. */
export function* rowsOf(text: string, { row }: TextKind): Generator<string> {
  const words = text.split(/\s+/).filter(Boolean);
  for (let start = 0; start < words.length; start += ROW_WORDS)
    yield row(words.slice(start, start + ROW_WORDS), start / ROW_WORDS);
}
