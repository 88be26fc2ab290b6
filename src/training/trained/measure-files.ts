import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetReader } from '../../datasets/rows/dataset-reader.js';
import type { Measured } from '../../evaluation/measure.js';
import { measureVersion } from '../../evaluation/texts/measure-version.js';
import type { JobContext } from '../../jobs/job-context.js';

/**
 * Measures a model of texts that was trained, as it will be served. Null when no split is given.
 * @param files of the version, by path
 */
export async function measureFiles(
  context: JobContext,
  reader: DatasetReader,
  files: ReadonlyMap<string, Uint8Array>,
  split: string | null,
): Promise<Measured | null> {
  if (split === null) return null;
  await context.report({ message: `Measuring on the rows of "${split}"` });
  const folder = join(context.folder, 'version');
  await mkdir(folder);
  await Promise.all([...files].map(([path, bytes]) => writeFile(join(folder, path), bytes)));
  return measureVersion(folder, reader, split, context);
}
