import { ConflictError, type DomainError, TimeoutError, UnavailableError } from '../../lib/errors.js';
import { isConnectionError } from '../../storage/connection-errors.js';

/** @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
const QUERY_CANCELLED = '57014';
const LOST_A_RACE = new Set(['40001', '40P01']);

/** What an error of the database driver means to a caller; null when it is a fault of Sluice's own. */
export function databaseError(error: Error): DomainError | null {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (error.message.startsWith('timeout exceeded when trying to connect')) {
    return new UnavailableError('Every connection to the database is busy. Try again in a few seconds.');
  }
  if (isConnectionError(error)) {
    return new UnavailableError('The database cannot be reached at the moment. Try again in a few seconds.');
  }
  if (code === QUERY_CANCELLED) return new TimeoutError('The database took too long. Ask for less at a time.');
  if (LOST_A_RACE.has(code))
    return new ConflictError('Another change came first. Read the present state and try again.');
  return null;
}
