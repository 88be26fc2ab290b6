import { InvalidInputError } from '../lib/errors.js';

/** Refuses a setting by name, with a sentence that says what it may be. */
export type Refuse = (name: string, sentence: string) => never;

/** Refuses settings of an algorithm: the path of the error is that of the input's field. */
export function refusalIn(algorithm: string): Refuse {
  return (name, sentence) => {
    throw new InvalidInputError(sentence, ['input', 'settings', algorithm, name]);
  };
}

/** @throws {InvalidInputError} when the value is none of `least` to `most` */
export function checkRange(name: string, value: number, least: number, most: number, refuse: Refuse): void {
  if (!(value >= least && value <= most)) refuse(name, `${name} is ${least} to ${most}.`);
}
