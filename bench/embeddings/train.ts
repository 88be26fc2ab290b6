import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { streamOf } from '../../src/text/word-vectors/word-vectors.js';
import { writeWordVectors } from '../../src/text/word-vectors/write-word-vectors.js';
import { trainWordVectors } from '../../src/training/embeddings/train-word-vectors.js';
import { WORD2VEC_DEFAULTS, type Word2VecSettings } from '../../src/training/embeddings/word2vec-settings.js';

/** From a text file to saved vectors: the whole of what is compared. `train.js CORPUS OUTPUT SETTINGS-AS-JSON` */
const [corpus = '', output = '', settings = '{}'] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-words-'));
try {
  const asked = JSON.parse(settings) as Partial<Word2VecSettings>;
  const trained = await trainWordVectors(corpus, { ...WORD2VEC_DEFAULTS, ...asked }, folder);
  await writeWordVectors(output, streamOf(trained), 'word2vec-binary');
} finally {
  await rm(folder, { recursive: true });
}
