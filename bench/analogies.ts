import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { scoreAnalogies } from '../src/evaluation/word-vectors/analogies.js';
import { UnitVectors } from '../src/evaluation/word-vectors/unit-vectors.js';
import { type AnalogySection, linesOfTest, parseAnalogies } from '../src/evaluation/word-vectors/word-test.js';
import { normal } from '../src/numerics/random.js';
import { printFigure } from './figure.js';

const BENCH = 'analogies';
/** Shares of the time that asking took after which it is cancelled. */
const CANCELLED_AT = [0, 0.25, 0.5];

/**
 * `npm run bench -- analogies --questions FILE [--words N] [--dimensions N]`: how long a version of so many words is asked a test of analogies,
 * and how long it goes on once it is cancelled. Vectors are random: time does not depend on them.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      questions: { type: 'string' },
      words: { type: 'string', default: '120000' },
      dimensions: { type: 'string', default: '100' },
    },
  });
  if (!values.questions) throw new Error('Give --questions FILE, such as questions-words.txt.');
  const sections = parseAnalogies(linesOfTest(await readFile(values.questions, 'utf8')));
  const [words, dimensions] = [Number(values.words), Number(values.dimensions)];
  const vectors = randomVectors(sections, words, dimensions);
  const questions = sections.reduce((sum, section) => sum + section.questions.length, 0);
  const context = { questions, words, dimensions, node: process.version };
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await scoreAnalogies(vectors, sections);
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  printFigure({ bench: BENCH, figure: 'asking', value: seconds, unit: 's', ...context });
  printFigure({ bench: BENCH, figure: 'asking_cpu', value: (user + system) / 1e6, unit: 'CPU s', ...context });
  for (const share of CANCELLED_AT) {
    const value = await secondsAfterCancel(vectors, sections, seconds * share);
    printFigure({ bench: BENCH, figure: 'cancelling', value, unit: 's', at: share, ...context });
  }
}

/** The words of the questions, and others. */
function randomVectors(sections: readonly AnalogySection[], count: number, dimensions: number): UnitVectors {
  const known = new Set(sections.flatMap(({ questions }) => questions.flat()).map((word) => word.toLowerCase()));
  const words = [...known, ...Array.from({ length: count }, (_, at) => `word${at}`)].slice(0, count);
  const vectors = Float32Array.from({ length: count * dimensions }, (_, at) => normal(1, 0, at));
  return new UnitVectors({ words, vectors, dimensions });
}

async function secondsAfterCancel(
  vectors: UnitVectors,
  sections: readonly AnalogySection[],
  afterSeconds: number,
): Promise<number> {
  const controller = new AbortController();
  // When it should have been cancelled: a busy process is late to do so.
  const dueAt = performance.now() + afterSeconds * 1000;
  const timer = setTimeout(() => {
    controller.abort();
  }, afterSeconds * 1000);
  try {
    await scoreAnalogies(vectors, sections, { signal: controller.signal });
    throw new Error('All questions were answered before they were cancelled.');
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    return (performance.now() - dueAt) / 1000;
  } finally {
    clearTimeout(timer);
  }
}
