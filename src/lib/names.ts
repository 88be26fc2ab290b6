import { InvalidInputError } from './errors.js';

const NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/;

/**
 * Names of projects, datasets, models, aliases and environments are safe in references, URLs and scripts.
 * @throws {InvalidInputError} when `name` is not such a name
 */
export function assertName(name: string, path: readonly string[]): void {
  if (NAME.test(name)) return;
  throw new InvalidInputError(
    `"${name}" is not a name. Use 1 to 100 lower-case letters, digits, ".", "_" and "-", starting with a letter or a digit.`,
    path,
  );
}
