import { z } from 'zod';
import { InvalidInputError } from '../../lib/errors.js';

const schema = z.strictObject({
  /** Keeps the model loaded until it is unloaded, whatever else is asked for. */
  pinned: z.boolean().default(false),
});

/** How a model is to be loaded: the parameters of a load request but its manifest. */
export type LoadOptions = z.infer<typeof schema>;

/** @throws {InvalidInputError} for a parameter that is unknown or wrong: none is ignored */
export function parseLoadOptions(parameters: Readonly<Record<string, unknown>>): LoadOptions {
  const parsed = schema.safeParse(parameters);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => [...path, message].join(': '));
  throw new InvalidInputError(`The parameters of the load request are not understood. ${problems.join('; ')}.`);
}
