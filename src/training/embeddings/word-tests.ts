import type { EntityManager } from 'typeorm';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Field, InputType } from 'type-graphql';
import type { RequestContext } from '../../access/context.js';
import { resolveDatasetVersion } from '../../datasets/resolve-dataset-version.js';
import { openDatasetReader } from '../../datasets/rows/dataset-reader.js';
import type { Measured } from '../../evaluation/measure.js';
import { measureWords, readWordTest } from '../../evaluation/word-vectors/measure-words.js';
import { GraphQLRef } from '../../graph/scalars.js';
import type { JobContext } from '../../jobs/job-context.js';
import { InvalidInputError } from '../../lib/errors.js';
import { ModelTask } from '../../models/model.entity.js';

const MOST_TESTS = 10;

@InputType({ description: 'Rows that are the lines of a test of words: analogies, or pairs of words with ratings.' })
export class WordTestInput {
  @Field(() => GraphQLRef, { description: 'The dataset version: an id, "analogies@1" or "analogies@latest".' })
  datasetVersion!: string;

  @Field(() => String, { defaultValue: 'test', description: 'Name of the split, which holds all lines.' })
  split!: string;
}

/** A test that a training measures its version by. */
export interface WordTestRows {
  readonly datasetVersionId: string;
  readonly split: string;
}

/**
 * Finds the tests that word vectors shall be measured by.
 * @throws {InvalidInputError} when a model of the task is not measured by such tests, there are too many, or a split is not there
 */
export async function resolveWordTests(
  tx: EntityManager,
  { actor, blobs }: Pick<RequestContext, 'actor' | 'blobs'>,
  asked: readonly WordTestInput[],
  task: ModelTask,
): Promise<WordTestRows[]> {
  const path = ['input', 'wordTests'];
  if (asked.length > 0 && task !== ModelTask.EMBEDDING)
    throw new InvalidInputError('Tests of words measure word vectors: leave wordTests out.', path);
  if (asked.length > MOST_TESTS) throw new InvalidInputError(`At most ${MOST_TESTS} tests of words.`, path);
  const found: WordTestRows[] = [];
  for (const { datasetVersion, split } of asked) {
    const { id: datasetVersionId } = await resolveDatasetVersion(tx, actor.projectId, datasetVersion);
    (await openDatasetReader(tx, blobs, datasetVersionId)).rowCount(split);
    found.push({ datasetVersionId, split });
  }
  return found;
}

/** Reads tests before anything is trained. @throws {InvalidInputError} naming the row that is no line of a test */
export async function assertWordTests(
  { db, blobs, signal }: JobContext,
  tests: readonly WordTestRows[],
): Promise<void> {
  for (const { datasetVersionId, split } of tests)
    await readWordTest(await openDatasetReader(db.manager, blobs, datasetVersionId), split, signal);
}

/**
 * Measures word vectors that were trained, as they will be served, by each test.
 * @param files of the version, by path
 */
export async function measureByWordTests(
  context: JobContext,
  files: ReadonlyMap<string, Uint8Array>,
  tests: readonly WordTestRows[],
): Promise<(WordTestRows & { readonly measured: Measured })[]> {
  if (tests.length === 0) return [];
  const folder = join(context.folder, 'version');
  await mkdir(folder, { recursive: true });
  for (const [path, bytes] of files) await writeFile(join(folder, path), bytes);
  const measured = [];
  for (const test of tests) {
    const reader = await openDatasetReader(context.db.manager, context.blobs, test.datasetVersionId);
    measured.push({ ...test, measured: await measureWords(folder, reader, test.split, context) });
  }
  return measured;
}
