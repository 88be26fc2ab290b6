import type { DatasetReader } from '../../datasets/rows/dataset-reader.js';
import type { JobContext } from '../../jobs/job-context.js';
import { InvalidInputError, LimitExceededError } from '../../lib/errors.js';
import type { WordNeighbours } from '../evaluation.entity.js';
import type { Measured } from '../measure.js';
import { scoreAnalogies } from './analogies.js';
import { EmbeddingModel } from './embedding-model.js';
import { similarityOf } from './similarity.js';
import { sectionMetrics, wordMetrics, type WordOutcomes } from './word-metrics.js';
import { encodeWordOutcomes } from './word-outcomes-file.js';
import { parseWordTest, type TestLine, type WordTest } from './word-test.js';

type MeasuringContext = Pick<JobContext, 'blobs' | 'signal' | 'report'>;

/** Lines of a test, which is held in memory. */
const MOST_LINES = 200_000;
/** Words whose neighbours are shown, and how many of each. */
const SAMPLED_WORDS = 10;
const SAMPLED_NEIGHBOURS = 10;

/**
 * Measures a version that embeds texts by a test of words: the rows of a split, in their order.
 * @param folder holds the version's files under their paths
 * @throws {InvalidInputError} naming the row that is no line of such a test, or when the version cannot be measured by it
 */
export async function measureWords(
  folder: string,
  reader: DatasetReader,
  split: string,
  context: MeasuringContext,
): Promise<Measured> {
  await using model = await EmbeddingModel.open(folder);
  return await measureWordsOf(model, reader, split, context);
}

/** The same for a version that is loaded. */
export async function measureWordsOf(
  model: EmbeddingModel,
  reader: DatasetReader,
  split: string,
  context: MeasuringContext,
): Promise<Measured> {
  const test = await readWordTest(reader, split, context.signal);
  const outcomes = await ask(model, test, context);
  await context.report({ message: 'Computing intervals' });
  const metrics = await wordMetrics(outcomes, context.signal);
  const { digest } = await context.blobs.put(encodeWordOutcomes(outcomes));
  const neighbours = await sampleNeighbours(model, wordsOf(test), context.signal);
  return { metrics, confusion: [], outcomesDigest: digest, sections: sectionMetrics(outcomes), neighbours };
}

/** @throws {InvalidInputError} naming the row that is no line of such a test, or lies apart from its heading */
export async function readWordTest(reader: DatasetReader, split: string, signal?: AbortSignal): Promise<WordTest> {
  const rows = await rowsOf(reader, split, signal);
  const test = parseWordTest(rows);
  const torn = test.kind === 'analogies' && reader.splits.length > 1 && rows.find(isApart);
  if (torn)
    throw new InvalidInputError(
      `${torn.place}, "${torn.text.trim().slice(0, 80)}", does not follow the row before it in the split "${split}": lines of this test lie in other splits, so that questions come under wrong headings. Import the file again with all of its lines in one split, as with "sluice dataset import analogies questions-words.txt --split ${split}=1".`,
    );
  return test;
}

/** A row of a dataset version that is a line of a test. */
interface TestRow extends TestLine {
  readonly number: number;
}

/** Whether a question's heading may be in another split, for the row above it is. */
function isApart({ number, text }: TestRow, at: number, rows: readonly TestRow[]): boolean {
  return !text.startsWith(':') && number !== (rows[at - 1]?.number ?? 0) + 1;
}

async function rowsOf(reader: DatasetReader, split: string, signal?: AbortSignal): Promise<TestRow[]> {
  const rows = reader.rowCount(split);
  if (rows > MOST_LINES)
    throw new LimitExceededError(
      `A test of words has at most ${MOST_LINES} lines, and this has ${rows}.`,
      MOST_LINES,
      rows,
    );
  const found: TestRow[] = [];
  for await (const { numbers, texts } of reader.batches(split, signal))
    texts.forEach((text, at) => {
      const number = numbers[at]!;
      found.push({ place: `Row ${number} of the dataset version`, text, number });
    });
  return found;
}

async function ask(
  model: EmbeddingModel,
  test: WordTest,
  context: Pick<JobContext, 'signal' | 'report'>,
): Promise<WordOutcomes> {
  if (test.kind === 'similarity') {
    const words = wordsOf(test);
    const vectors = await model.embed(words, context.signal, (done) =>
      context.report({ done, total: words.length, unit: 'words', message: 'Embedding the words of the pairs' }),
    );
    return { kind: 'similarity', ...similarityOf(test.pairs, (word) => vectors.get(word) ?? null) };
  }
  await using rows = await model.wordRows();
  if (!rows)
    throw new InvalidInputError(
      'Analogies are answered by words of a vocabulary, and this version has no table of them. Measure it on pairs of words with ratings.',
    );
  const { length: total } = rows.words;
  const progress = (done: number) => context.report({ done, total, unit: 'words', message: 'Comparing words' });
  return { kind: 'analogies', ...(await scoreAnalogies(rows, test.sections, { signal: context.signal, progress })) };
}

/** The words of a test, each once, in the order in which they come. */
function wordsOf(test: WordTest): string[] {
  const groups =
    test.kind === 'analogies'
      ? test.sections.flatMap(({ questions }) => questions)
      : test.pairs.map(({ words }) => words);
  return [...new Set(groups.flat())];
}

/** Neighbours of words of the test that the model knows, evenly spread over it: versions measured by one test show the same. */
async function sampleNeighbours(
  model: EmbeddingModel,
  words: readonly string[],
  signal: AbortSignal,
): Promise<WordNeighbours[]> {
  const { vocabulary } = model;
  if (!vocabulary) return [];
  const step = Math.max(1, words.length / SAMPLED_WORDS);
  const sampled = Array.from(
    { length: Math.min(SAMPLED_WORDS, words.length) },
    (_, at) => words[Math.floor(at * step)]!,
  );
  const vectors = [...(await model.embed(sampled, signal, () => Promise.resolve()))];
  const found = await vocabulary.search.nearest(
    vectors.map(([, vector]) => vector),
    SAMPLED_NEIGHBOURS + 1,
  );
  return vectors.map(([word], at) => ({
    word,
    neighbours: found[at]!.map(({ number, similarity }) => ({
      word: vocabulary.words[number]!,
      similarity: Math.min(1, similarity),
    }))
      .filter((near) => near.word.toLowerCase() !== word.toLowerCase())
      .slice(0, SAMPLED_NEIGHBOURS),
  }));
}
