import type { EntityManager } from 'typeorm';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Field, InputType } from 'type-graphql';
import type { RequestContext } from '../../access/context.js';
import { resolveDatasetVersion } from '../../datasets/versions/resolve-dataset-version.js';
import { openDatasetReader } from '../../datasets/rows/dataset-reader.js';
import type { Measured } from '../../evaluation/measure.js';
import { MetricName } from '../../evaluation/metrics/metric-name.js';
import { measureWords, readWordTest } from '../../evaluation/word-vectors/measure-words.js';
import type { WordTest } from '../../evaluation/word-vectors/word-test.js';
import { GraphQLRef } from '../../graph/scalars.js';
import type { JobContext } from '../../jobs/job-context.js';
import { InvalidInputError } from '../../lib/errors.js';
import { ModelTask } from '../../models/model.entity.js';
import type { BlobStore } from '../../storage/blobs/blob-store.js';

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
  path = ['input', 'wordTests'],
): Promise<WordTestRows[]> {
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

export type WordTestKind = WordTest['kind'];

/** What each test asks, read before anything is trained. @throws {InvalidInputError} naming the row that is no line of a test */
export async function kindsOfWordTests(
  tx: EntityManager,
  blobs: BlobStore,
  tests: readonly WordTestRows[],
  signal?: AbortSignal,
): Promise<WordTestKind[]> {
  const kinds: WordTestKind[] = [];
  for (const { datasetVersionId, split } of tests)
    kinds.push((await readWordTest(await openDatasetReader(tx, blobs, datasetVersionId), split, signal)).kind);
  return kinds;
}

/** Names of the figures by which trials of word vectors are compared, one for each kind of test. */
export const WORD_TEST_FIGURES = {
  analogies: 'analogy_score',
  similarity: 'similarity_score',
} as const satisfies Record<WordTestKind, string>;

const SCORED = {
  analogies: MetricName.ANALOGY_ACCURACY,
  similarity: MetricName.WORD_SIMILARITY,
} as const satisfies Record<WordTestKind, MetricName>;

/** What a test said of word vectors. */
export interface MeasuredByTest extends WordTestRows {
  readonly measured: Measured;
}

/**
 * For the study of a trial: what was measured times the share of questions or pairs whose words are known, so that a small vocabulary does not look
 * good; the mean over the tests of a kind.
 */
export function wordTestFigures(
  kinds: readonly WordTestKind[],
  measured: readonly MeasuredByTest[],
): Record<string, number> {
  const figures: Record<string, number> = {};
  for (const kind of new Set(kinds)) {
    const scores = measured.flatMap(({ measured: { metrics } }, at) => {
      const valueOf = (wanted: MetricName) => metrics.find(({ name }) => name === wanted)?.value ?? 0;
      return kinds[at] === kind ? [valueOf(SCORED[kind]) * valueOf(MetricName.COVERAGE)] : [];
    });
    figures[WORD_TEST_FIGURES[kind]] = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  }
  return figures;
}

/**
 * Measures word vectors that were trained, as they will be served, by each test.
 * @param files of the version, by path
 */
export async function measureByWordTests(
  context: JobContext,
  files: ReadonlyMap<string, Uint8Array>,
  tests: readonly WordTestRows[],
): Promise<MeasuredByTest[]> {
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
