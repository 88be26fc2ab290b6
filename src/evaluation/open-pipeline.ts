import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesOfPipeline, loadPipeline, PIPELINE_PATH } from '../pipelines/load-pipeline.js';
import type { Pipeline } from '../pipelines/pipeline.js';

/** The pipeline of a version whose files lie in a folder under their paths; null where it has none. */
export async function openPipeline(folder: string): Promise<Pipeline | null> {
  const json = await readFile(join(folder, PIPELINE_PATH), 'utf8').catch(() => null);
  if (json === null) return null;
  const names = filesOfPipeline(json);
  const files = await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const));
  return loadPipeline(json, new Map(files));
}
