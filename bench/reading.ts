import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ChunkWriter } from '../src/datasets/chunks/chunk-writer.js';
import { DirectoryBlobStore } from '../src/storage/blobs/directory-blob-store.js';
import { copyWords } from './embeddings/copy-words.js';
import { COMMON } from './embeddings/word-vectors.js';
import { printFigure } from './figure.js';
import { timeOf } from './processes/time-of.js';
import { rowsOf, TEXT_KINDS, type TextKind } from './reading/kinds.js';

const BENCH = 'reading';

/**
 * `npm run bench -- reading --corpus FILE [--words N] [--threads N] [--runs N] [--kinds LIST]`: how long a training of word vectors by
 * skip-gram reads the rows of a dataset, as a share of one epoch; the least of some runs.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      corpus: { type: 'string' },
      words: { type: 'string', default: '1000000' },
      threads: { type: 'string', default: '1' },
      runs: { type: 'string', default: '3' },
      kinds: { type: 'string', default: TEXT_KINDS.map(({ name }) => name).join(',') },
    },
  });
  if (!values.corpus) throw new Error('Give --corpus FILE: words in lower case, white space between; .gz too.');
  const asked = values.kinds.split(',');
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-reading-'));
  try {
    const { path } = await copyWords(values.corpus, join(folder, 'corpus.txt'), Number(values.words));
    const text = await readFile(path, 'utf8');
    for (const kind of TEXT_KINDS.filter(({ name }) => asked.includes(name))) {
      const store = join(folder, kind.name);
      const characters = await writeRows(text, kind, store);
      const phases = await fastest(store, kind, Number(values.threads), Number(values.runs));
      const context = { kind: kind.name, words: Number(values.words), characters, threads: Number(values.threads) };
      for (const [suffix, unit] of [
        ['', 's'],
        ['_cpu', 'CPU s'],
      ] as const) {
        const reading = phases[`counting${suffix}`]! + phases[`encoding${suffix}`]!;
        const training = phases[`training${suffix}`]!;
        report(`reading${suffix}`, reading, unit, context);
        report(`epoch${suffix}`, training, unit, context);
        report(`share${suffix}`, reading / training, 'of one epoch', context);
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @returns characters of all rows */
async function writeRows(text: string, kind: TextKind, store: string): Promise<number> {
  const writer = new ChunkWriter(await DirectoryBlobStore.open(store), () => ['text']);
  let [number, characters] = [0, 0];
  for (const row of rowsOf(text, kind)) {
    await writer.add(++number, 'train', [row]);
    characters += row.length;
  }
  await writer.finish();
  await writeFile(join(store, 'chunks.json'), JSON.stringify(writer.places));
  return characters;
}

/** Of several runs, the phases of the one that read fastest. */
async function fastest(
  store: string,
  { minCount }: TextKind,
  threads: number,
  runs: number,
): Promise<Record<string, number>> {
  const all: Record<string, number>[] = [];
  for (let done = 0; done < runs; done++) {
    const output = join(store, 'out');
    const settings = JSON.stringify({ ...COMMON, minCount, threads });
    await timeOf(process.execPath, [join(import.meta.dirname, 'reading/train-rows.js'), store, output, settings]);
    all.push(JSON.parse(await readFile(`${output}.phases`, 'utf8')) as Record<string, number>);
  }
  const reading = (phases: Record<string, number>) => phases.counting! + phases.encoding!;
  return all.reduce((best, phases) => (reading(phases) < reading(best) ? phases : best));
}

function report(figure: string, value: number, unit: string, context: Record<string, string | number>): void {
  printFigure({ bench: BENCH, figure, value: Number(value.toPrecision(4)), unit, ...context, node: process.version });
}
