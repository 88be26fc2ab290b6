import { InvalidInputError, LimitExceededError } from '../../lib/errors.js';

/** @throws {DomainError} when a list of the input holds nothing, or more than `limit` items */
export function assertCount(name: string, count: number, limit: number): void {
  if (count === 0) throw new InvalidInputError(`${name} is empty: give 1 to ${limit}.`, ['input', name]);
  if (count > limit)
    throw new LimitExceededError(`${name} holds at most ${limit} items, and ${count} were given.`, limit, count);
}

/** Neighbours of one query at most. */
const MOST_NEIGHBOURS = 1_000;

/** @throws {InvalidInputError} when `first` asks for none, or for too many */
export function assertFirst(first: number): void {
  if (first < 1 || first > MOST_NEIGHBOURS)
    throw new InvalidInputError(`first is 1 to ${MOST_NEIGHBOURS}.`, ['input', 'first']);
}
