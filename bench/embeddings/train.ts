import { writeFile } from 'node:fs/promises';
import { streamOf } from '../../src/text/word-vectors/word-vectors.js';
import { writeWordVectors } from '../../src/text/word-vectors/write-word-vectors.js';
import type { WordVectorsSettings } from '../../src/training/embeddings/word2vec/fasttext-settings.js';
import { trainWordVectors } from '../../src/training/embeddings/word2vec/train-word-vectors.js';
import { WORD2VEC_DEFAULTS } from '../../src/training/embeddings/word2vec/word2vec-settings.js';
import { timeTraining } from './time-training.js';

/** From a text file to saved vectors, those of parts of words too: the whole of what is compared. `train.js CORPUS OUTPUT SETTINGS-AS-JSON` */
await timeTraining(async ({ corpus, output, asked, folder, enter }) => {
  const settings = { ...WORD2VEC_DEFAULTS, ...(asked as Partial<WordVectorsSettings>) };
  const onProgress = ({ phase }: { phase: string }) => {
    enter(phase);
  };
  const trained = await trainWordVectors(corpus, settings, folder, { onProgress });
  enter('saving');
  await writeWordVectors(output, streamOf(trained), 'word2vec-binary');
  if (!trained.subwords) return;
  const { buckets, rows, vectors } = trained.subwords;
  await writeFile(`${output}.parts`, [buckets, rows, vectors]);
});
