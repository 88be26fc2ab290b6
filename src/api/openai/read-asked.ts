import type { z } from 'zod';
import { InvalidInputError } from '../../lib/errors.js';
import { parseJson } from '../http/request-body.js';

/** A body by its schema. @throws {InvalidInputError} for the first thing that is wrong, with its place */
export function readAsked<T extends z.ZodType>(schema: T, body: Buffer): z.infer<T> {
  const parsed = schema.safeParse(parseJson(body.toString()));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys;
    throw new InvalidInputError(`"${[...path, key].join('.')}" is not supported.`, [...path, key!]);
  }
  if (issue.code === 'invalid_value' && issue.values.length === 1)
    throw new InvalidInputError(`"${path.join('.')}" is taken as ${JSON.stringify(issue.values[0])} alone.`, path);
  throw new InvalidInputError(`${path.join('.') || 'The body'}: ${issue.message}.`, path);
}
