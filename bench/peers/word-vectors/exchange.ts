import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { subwordBuckets } from '../../../src/text/word-vectors/subwords.js';
import { openWordVectors, readWordVectors } from '../../../src/text/word-vectors/read-word-vectors.js';
import { type SubwordVectors, streamOf, type WordVectors } from '../../../src/text/word-vectors/word-vectors.js';
import { WORD_VECTOR_FORMATS, writeWordVectors } from '../../../src/text/word-vectors/write-word-vectors.js';
import { trainWordVectors } from '../../../src/training/embeddings/word2vec/train-word-vectors.js';
import { WORD2VEC_DEFAULTS } from '../../../src/training/embeddings/word2vec/word2vec-settings.js';

/**
 * What compare_formats.py asks of Sluice's own readers, writers and trainer:
 *   exchange.js convert FILE OUT        reads a file of any program and writes OUT.FORMAT in each format
 *   exchange.js train CORPUS OUT        the same of vectors trained here with parts of words
 *   exchange.js embed FILE OUT WORD...  the vectors of words as JSON, those of unknown words from their parts
 */
const [command = '', source = '', out = '', ...words] = process.argv.slice(2);
const commands: Record<string, () => Promise<void>> = { convert, train, embed };
await commands[command]!();

async function convert(): Promise<void> {
  await writeAll(await readWordVectors(source));
}

async function train(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-exchange-'));
  const parts = { minNgram: 3, maxNgram: 6, buckets: 50_000 };
  const settings = { ...WORD2VEC_DEFAULTS, subwords: parts, dimensions: 32, epochs: 1 };
  const trained = await trainWordVectors(source, settings, folder);
  const { buckets, rows, vectors } = trained.subwords!;
  const subwords: SubwordVectors = {
    ...{ ...parts, withVector: buckets },
    *rows() {
      for (const row of rows) yield vectors.subarray(row * trained.dimensions, (row + 1) * trained.dimensions);
    },
  };
  await writeAll(trained, subwords);
  await rm(folder, { recursive: true });
}

async function writeAll(vectors: WordVectors, subwords: SubwordVectors | null = null): Promise<void> {
  for (const format of WORD_VECTOR_FORMATS)
    await writeWordVectors(`${out}.${format}`, { ...streamOf(vectors), subwords }, format);
}

async function embed(): Promise<void> {
  const { subwords } = await openWordVectors(source);
  const { words: known, vectors, dimensions } = await readWordVectors(source);
  const rows = new Map<number, Float32Array>();
  let at = 0;
  for (const some of subwords?.rows() ?? [])
    for (let start = 0; start < some.length; start += dimensions)
      rows.set(subwords!.withVector[at++]!, some.subarray(start, start + dimensions));
  const found = words.map((word) => {
    const number = known.indexOf(word);
    if (number >= 0) return [...vectors.subarray(number * dimensions, (number + 1) * dimensions)];
    const own = subwordBuckets(Buffer.from(word), subwords!).flatMap((bucket) => rows.get(bucket) ?? []);
    return Array.from(
      { length: dimensions },
      (_, place) => own.reduce((sum, row) => sum + row[place]!, 0) / own.length,
    );
  });
  await writeFile(out, JSON.stringify(found));
}
