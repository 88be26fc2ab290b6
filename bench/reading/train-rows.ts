import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChunkPlace } from '../../src/datasets/chunks/chunk-writer.js';
import { ColumnKind } from '../../src/datasets/columns/column-kind.js';
import { DatasetVersion } from '../../src/datasets/versions/dataset-version.entity.js';
import { DatasetReader } from '../../src/datasets/rows/dataset-reader.js';
import { DirectoryBlobStore } from '../../src/storage/blobs/directory-blob-store.js';
import { trainWordVectors } from '../../src/training/embeddings/word2vec/train-word-vectors.js';
import { WORD2VEC_DEFAULTS, type Word2VecSettings } from '../../src/training/embeddings/word2vec/word2vec-settings.js';
import { timeTraining } from '../embeddings/time-training.js';

/** From the rows of a dataset version to vectors: `train-rows.js FOLDER OUTPUT SETTINGS-AS-JSON`; the chunks are in FOLDER, their places in chunks.json there. */
await timeTraining(async ({ corpus: store, asked, folder, enter }) => {
  const places = JSON.parse(await readFile(join(store, 'chunks.json'), 'utf8')) as ChunkPlace[];
  const version = Object.assign(new DatasetVersion(), { columns: [{ name: 'text', kind: ColumnKind.TEXT }] });
  const chunks = places.map((place) => ({ ...place, datasetVersionId: '' }));
  const splits = [{ name: 'train', rowCount: places.reduce((sum, { rowCount }) => sum + rowCount, 0) }];
  const reader = new DatasetReader(version, splits, chunks, await DirectoryBlobStore.open(store));
  const settings = { ...WORD2VEC_DEFAULTS, ...(asked as Partial<Word2VecSettings>) };
  const onProgress = ({ phase }: { phase: string }) => {
    enter(phase);
  };
  await trainWordVectors({ blocks: reader.textBlocks('train'), cut: 'words' }, settings, folder, { onProgress });
});
