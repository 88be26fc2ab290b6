import { z } from 'zod';

/** One text, or a list of up to `most`. */
export function textsOf(most: number) {
  return z.union([z.string(), z.array(z.string()).min(1).max(most)], {
    error: ({ input }) =>
      isIds(input)
        ? 'takes texts, not ids of tokens: those of another tokenizer than the model’s own would mean something else'
        : `is a text, or a list of up to ${most}`,
  });
}

function isIds(input: unknown): boolean {
  return Array.isArray(input) && typeof (input.flat() as unknown[])[0] === 'number';
}
