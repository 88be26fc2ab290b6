import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { streamOf } from '../../src/text/word-vectors/word-vectors.js';
import { writeWordVectors } from '../../src/text/word-vectors/write-word-vectors.js';
import { trainWordVectors } from '../../src/training/embeddings/train-word-vectors.js';
import type { WordVectorsSettings } from '../../src/training/embeddings/fasttext-settings.js';
import { WORD2VEC_DEFAULTS } from '../../src/training/embeddings/word2vec-settings.js';

/**
 * From a text file to saved vectors, those of parts of words too: the whole of what is compared.
 * `train.js CORPUS OUTPUT SETTINGS-AS-JSON`; OUTPUT.phases gets the seconds, and the CPU seconds of all threads, that each phase took.
 */
const [corpus = '', output = '', settings = '{}'] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-words-'));
const seconds: Record<string, number> = {};
const cpuMs = () => (process.cpuUsage().user + process.cpuUsage().system) / 1000;
let [phase, since, cpuSince] = ['starting', performance.now(), cpuMs()];
const enter = (next: string) => {
  if (next === phase) return;
  seconds[phase] = (performance.now() - since) / 1000;
  seconds[`${phase}_cpu`] = (cpuMs() - cpuSince) / 1000;
  [phase, since, cpuSince] = [next, performance.now(), cpuMs()];
};
try {
  const asked = JSON.parse(settings) as Partial<WordVectorsSettings>;
  const trained = await trainWordVectors(corpus, { ...WORD2VEC_DEFAULTS, ...asked }, folder, {
    onProgress: (progress) => {
      enter(progress.phase);
    },
  });
  enter('saving');
  await writeWordVectors(output, streamOf(trained), 'word2vec-binary');
  if (trained.subwords) {
    const { buckets, rows, vectors } = trained.subwords;
    await writeFile(`${output}.parts`, [buckets, rows, vectors]);
  }
  enter('over');
  await writeFile(`${output}.phases`, JSON.stringify(seconds));
} finally {
  await rm(folder, { recursive: true });
}
