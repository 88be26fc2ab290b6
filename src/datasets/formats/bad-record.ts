/** A row that could not be read, and why. */
export interface BadRecord {
  /** Line of the file where the row starts, from 1. */
  line: number;
  /** Its first characters. */
  excerpt: string;
  reason: string;
}

const EXCERPT_LENGTH = 120;
const CONTROLS = /\p{Cc}/gu;

/** The first characters of a row, fit for a message and a database: one line, no control characters. */
export function excerptOf(row: Buffer | string): string {
  const start =
    typeof row === 'string' ? row.slice(0, EXCERPT_LENGTH + 1) : row.toString('utf8', 0, EXCERPT_LENGTH * 4);
  const shown = start.toWellFormed().replace(CONTROLS, ' ');
  const characters = Array.from(shown);
  return characters.length <= EXCERPT_LENGTH ? shown : `${characters.slice(0, EXCERPT_LENGTH - 1).join('')}…`;
}
