import { type Command, InvalidArgumentError } from 'commander';
import { randomUUID } from 'node:crypto';

export interface KeyOption {
  idempotencyKey?: string;
}

/** Adds --idempotency-key to a command that starts work or changes production. */
export function withIdempotencyKey(command: Command): Command {
  return command.option(
    '--idempotency-key <key>',
    'run it once however often this command is repeated (default: a new key each time)',
  );
}

export function keyOf({ idempotencyKey }: KeyOption): string {
  return idempotencyKey ?? `cli-${randomUUID()}`;
}

/** Parser of an option that takes a whole number from `least` up. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`It takes a whole number from ${least} up.`);
    return value;
  };
}

/** Parser of an option that takes a number. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It takes a number.');
  return value;
}

/** Parser of an option that may be repeated, or take several values. */
export function repeated(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** "word-ngrams" and "wordNgrams" as the schema's enums spell it: "WORD_NGRAMS". */
export function enumName(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[\s-]+/g, '_')
    .toUpperCase();
}

/** "WORD_NGRAMS" as a shell spells it: "word-ngrams". */
export function optionNames(values: readonly string[]): string[] {
  return values.map((value) => value.toLowerCase().replaceAll('_', '-'));
}

/** Parser of an option that takes one of an enum's values, in any case. */
export function oneOf<Value extends string>(values: readonly Value[]): (text: string) => Value {
  return (text) => {
    const name = enumName(text);
    const value = values.find((known) => known === name);
    if (!value) throw new InvalidArgumentError(`It takes one of ${optionNames(values).join(', ')}.`);
    return value;
  };
}
