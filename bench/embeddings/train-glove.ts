import { streamOf } from '../../src/text/word-vectors/word-vectors.js';
import { writeWordVectors } from '../../src/text/word-vectors/write-word-vectors.js';
import { GLOVE_DEFAULTS, type GloVeSettings } from '../../src/training/embeddings/glove/glove-settings.js';
import { trainGloVe } from '../../src/training/embeddings/glove/train-glove.js';
import { timeTraining } from './time-training.js';

/** As train.ts, by GloVe: `train-glove.js CORPUS OUTPUT SETTINGS-AS-JSON`. */
await timeTraining(async ({ corpus, output, asked, folder, enter }) => {
  const settings = { ...GLOVE_DEFAULTS, ...(asked as Partial<GloVeSettings>) };
  const onProgress = ({ phase }: { phase: string }) => {
    enter(phase);
  };
  const trained = await trainGloVe(corpus, settings, folder, { onProgress });
  enter('saving');
  await writeWordVectors(output, streamOf(trained), 'word2vec-binary');
});
