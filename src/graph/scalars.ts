import { GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTimeISO, GraphQLJSONObject as JSONObjectScalar, GraphQLURL } from 'graphql-scalars';
import { durationToMs } from '../lib/durations.js';
import { InvalidInputError } from '../lib/errors.js';

/** A string scalar whose values match a rule; the rule's error says what is wrong. */
function stringScalar(
  name: string,
  description: string,
  check: (value: string) => void,
): GraphQLScalarType<string, string> {
  const parse = (value: unknown): string => {
    if (typeof value !== 'string') throw new InvalidInputError(`${name} takes a string.`);
    check(value);
    return value;
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    serialize: (value) => value as string,
    parseValue: parse,
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
  });
}

export const GraphQLDuration = stringScalar(
  'Duration',
  'ISO 8601 duration of days, hours, minutes and seconds: "PT30S".',
  (value) => {
    durationToMs(value);
  },
);

export const GraphQLDigest = stringScalar(
  'Digest',
  'SHA-256 digest of bytes: "sha256:" and 64 hexadecimal digits.',
  (value) => {
    if (!/^sha256:[0-9a-f]{64}$/.test(value))
      throw new InvalidInputError(`"${value}" is not a digest: write "sha256:" and 64 hexadecimal digits.`);
  },
);

export const GraphQLCursor = stringScalar('Cursor', 'Opaque position in a list or in a stream of events.', (value) => {
  if (value.length === 0 || value.length > 512)
    throw new InvalidInputError('A cursor is what an earlier answer gave, unchanged.');
});

export const GraphQLRef = stringScalar(
  'Ref',
  'Names a version: an id, "spam-filter@7", "spam-filter@champion"; for a dataset "mails@3" or "mails@latest".',
  (value) => {
    if (!/^[\w.-]+(@[\w.-]+)?$/.test(value))
      throw new InvalidInputError(`"${value}" names no version: write an id, "name@7" or "name@alias".`);
  },
);

/** graphql-scalars' BigInt writes a warning to the console unless `BigInt.prototype` is changed for the whole process. */
export const GraphQLBigInt = new GraphQLScalarType<number | bigint, number | string>({
  name: 'BigInt',
  description: 'Whole number past 2^31: a count or a size in bytes. A number in JSON up to 2^53 − 1, a string beyond.',
  serialize: (value) => {
    const whole = toWholeNumber(value);
    return typeof whole === 'number' ? whole : whole.toString();
  },
  parseValue: toWholeNumber,
  parseLiteral: (node) => toWholeNumber(node.kind === Kind.INT || node.kind === Kind.STRING ? node.value : undefined),
});

/** A number where it holds the value exactly. */
function toWholeNumber(value: unknown): number | bigint {
  const isText = typeof value === 'string' && /^-?\d+$/.test(value);
  if (!isText && typeof value !== 'bigint' && !Number.isInteger(value))
    throw new InvalidInputError(`BigInt takes a whole number, or a string of digits beyond 2^53.`);
  const whole = BigInt(value as string | number | bigint);
  const number = Number(whole);
  return Number.isSafeInteger(number) ? number : whole;
}

export const GraphQLDateTime = new GraphQLScalarType({
  ...GraphQLDateTimeISO.toConfig(),
  name: 'DateTime',
  description: 'Instant in RFC 3339, UTC.',
});
export const GraphQLJSONObject = new GraphQLScalarType({
  ...JSONObjectScalar.toConfig(),
  description: 'A JSON object of the user’s own: the columns of a dataset row.',
});
export { GraphQLURL };
