import { InvalidInputError } from './errors.js';

const PATTERN = /^P(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * Milliseconds of an ISO 8601 duration of days, hours, minutes and seconds: "PT30S", "P1DT2H".
 * @throws {InvalidInputError} for anything else; months and years have no fixed length
 */
export function durationToMs(text: string): number {
  const match = PATTERN.exec(text);
  const parts: (string | undefined)[] = match?.slice(1) ?? [];
  if (!match || text.endsWith('T') || parts.every((part) => part === undefined)) {
    throw new InvalidInputError(
      `"${text}" is not a duration. Write days, hours, minutes and seconds in ISO 8601, as in "PT30S".`,
    );
  }
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
  return days * DAY_MS + hours * HOUR_MS + minutes * MINUTE_MS + seconds * SECOND_MS;
}

/** ISO 8601 duration of a number of milliseconds, at least zero: 90000 is "PT1M30S". */
export function msToDuration(ms: number): string {
  let rest = Math.max(0, Math.round(ms));
  const take = (unit: number): number => {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return count;
  };
  const days = take(DAY_MS);
  const hours = take(HOUR_MS);
  const minutes = take(MINUTE_MS);
  const seconds = rest / SECOND_MS;
  const time = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds ? `${seconds}S` : ''}`;
  const date = days ? `${days}D` : '';
  return date || time ? `P${date}${time ? `T${time}` : ''}` : 'PT0S';
}
