import type { DataSource } from 'typeorm';
import { UnavailableError } from '../lib/errors.js';

/**
 * Connects a program to its database when it starts.
 * @returns the data source, connected
 * @throws {UnavailableError} which names the server, never the password, when it refuses or does not answer
 */
export async function connect(db: DataSource): Promise<DataSource> {
  try {
    return await db.initialize();
  } catch (error) {
    throw new UnavailableError(
      `Postgres at ${serverOf(db)} takes no connection (${reasonOf(error)}). Start it, or correct DATABASE_URL.`,
      { cause: error },
    );
  }
}

function serverOf({ options }: DataSource): string {
  const url = 'url' in options && options.url ? options.url : '';
  return URL.canParse(url) ? `${new URL(url).host}${new URL(url).pathname}` : 'the address of DATABASE_URL';
}

/** A name with several addresses fails with an error for each, and no message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
