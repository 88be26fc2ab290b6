import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import { type Quality, qualityOf } from './embeddings/quality.js';
import { printFigure } from './figure.js';
import { timeOf } from './processes/time-of.js';
import { LEARNING_RATES, WordVectorArchitecture } from '../src/training/embeddings/word2vec-settings.js';

const BENCH = 'embeddings';
const THREADS = [1, 2];
const MODELS = ['skip-gram', 'cbow'] as const;
type Model = (typeof MODELS)[number];
const SETTINGS = { dimensions: 100, window: 5, negatives: 5, epochs: 1, minCount: 5 };

interface Run {
  readonly model: Model;
  readonly of: string;
  readonly threads: number;
  readonly output: string;
  readonly command: readonly [program: string, args: readonly string[]];
}

interface Speed {
  readonly cpu: number;
  readonly wall: number;
}

/**
 * `npm run bench -- embeddings --corpus FILE [--words N] [--models cbow] [--word2vec PATH] [--evaluation FOLDER]`: word
 * vectors from text to saved vectors, ours and word2vec.c's on the same file, one epoch, one thread and two.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      corpus: { type: 'string' },
      words: { type: 'string', default: '15000000' },
      models: { type: 'string', default: MODELS.join(',') },
      word2vec: { type: 'string' },
      evaluation: { type: 'string' },
    },
  });
  if (!values.corpus)
    throw new Error('Give --corpus FILE: words in lower case, white space between them; .gz is read too.');
  if (!values.word2vec) process.stderr.write('Skipped: the comparison. Give --word2vec PATH of the C program.\n');
  if (!values.evaluation)
    process.stderr.write(
      'Skipped: quality. Give --evaluation FOLDER with questions-words.txt, EN-MEN-TR-3k.txt and EN-WS-353-ALL.txt.\n',
    );
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-corpus-'));
  try {
    const corpus = join(folder, 'corpus.txt');
    const words = await copyWords(values.corpus, corpus, Number(values.words));
    for (const model of MODELS.filter((name) => values.models.includes(name)))
      for (const threads of THREADS) {
        const ours = await measure(oursOf(model, corpus, folder, threads), words, values.evaluation);
        if (!values.word2vec) continue;
        const peer = word2vecOf(values.word2vec, model, corpus, folder, threads);
        const theirs = await measure(peer, words, values.evaluation);
        report('cpu_ratio', ours.cpu / theirs.cpu, 'times word2vec.c', { model, threads });
        report('wall_ratio', ours.wall / theirs.wall, 'times word2vec.c', { model, threads });
      }
  } finally {
    await rm(folder, { recursive: true });
  }
}

function oursOf(model: Model, corpus: string, folder: string, threads: number): Run {
  const output = join(folder, `ours-${threads}.bin`);
  const program = join(import.meta.dirname, 'embeddings', 'train.js');
  const architecture = { 'skip-gram': WordVectorArchitecture.SKIP_GRAM, cbow: WordVectorArchitecture.CBOW }[model];
  const settings = JSON.stringify({ ...SETTINGS, architecture, learningRate: LEARNING_RATES[architecture], threads });
  return {
    model,
    of: 'sluice',
    threads,
    output,
    command: [process.execPath, [program, corpus, output, settings]],
  };
}

function word2vecOf(path: string, model: Model, corpus: string, folder: string, threads: number): Run {
  const output = join(folder, `word2vec-${threads}.bin`);
  const { dimensions, window, negatives, epochs, minCount } = SETTINGS;
  const settings = {
    train: corpus,
    output,
    size: dimensions,
    window,
    negative: negatives,
    iter: epochs,
    'min-count': minCount,
  };
  const others = { cbow: model === 'cbow' ? 1 : 0, hs: 0, sample: 1e-3, binary: 1, threads };
  const args = Object.entries({ ...settings, ...others }).flatMap(([name, value]) => [`-${name}`, String(value)]);
  return { model, of: 'word2vec.c', threads, output, command: [path, args] };
}

async function measure(
  { model, of, threads, output, command }: Run,
  words: number,
  evaluation?: string,
): Promise<Speed> {
  const { seconds, cpuSeconds } = await timeOf(...command);
  const context = { model, of, threads, words };
  report('words_per_cpu_second', words / cpuSeconds, 'words/s', context);
  report('words_per_second', words / seconds, 'words/s', context);
  if (evaluation) {
    const quality: Quality = await qualityOf(output, evaluation);
    for (const [figure, value] of Object.entries(quality))
      report(figure, value as number, figure === 'analogies' ? 'share' : 'Spearman', context);
  }
  return { cpu: words / cpuSeconds, wall: words / seconds };
}

/** The first words of a corpus as a file of its own. @returns how many there are */
async function copyWords(from: string, to: string, most: number): Promise<number> {
  const file = createReadStream(from);
  const source: Readable = from.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  let left = most;
  let inWord = false;
  const taken = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      let end = 0;
      while (end < chunk.length && left > 0) {
        const isSpace = chunk[end]! <= 0x20;
        if (inWord && isSpace) left -= 1;
        inWord = !isSpace;
        end += 1;
      }
      yield chunk.subarray(0, end);
      if (left === 0) break;
    }
  };
  await writeFile(to, taken());
  file.destroy();
  if (left === most) throw new Error(`${from} holds no words.`);
  return most - left;
}

function report(figure: string, value: number, unit: string, context: Record<string, string | number>): void {
  printFigure({ bench: BENCH, figure, value: Number(value.toPrecision(4)), unit, ...context, node: process.version });
}
