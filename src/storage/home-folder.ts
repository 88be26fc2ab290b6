import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { ConflictError } from '../lib/errors.js';

/**
 * Makes the folder that Sluice keeps its data in, readable by its owner only.
 * @throws {ConflictError} when this user cannot write there
 */
export async function makeHomeFolder(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
    await access(home, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new ConflictError(
      `Sluice cannot keep its data in ${home} (${(error as Error).message}). Set SLUICE_HOME to a folder that this user may write.`,
      { cause: error },
    );
  }
}
