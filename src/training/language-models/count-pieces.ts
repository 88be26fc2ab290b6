import { InvalidInputError } from '../../lib/errors.js';

/** How often each piece comes. @throws {InvalidInputError} when there is none */
export async function countPieces(
  texts: AsyncIterable<string>,
  cut: (text: string) => readonly string[],
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for await (const text of texts)
    for (const piece of cut(text.toWellFormed())) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  if (counts.size === 0) throw new InvalidInputError('The training rows are empty: there is no text to learn from.');
  return counts;
}
