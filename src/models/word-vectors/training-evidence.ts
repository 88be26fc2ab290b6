import { valuesOf } from '../../onnx/tensor.js';
import type { BlobStore } from '../../storage/blobs/blob-store.js';
import type { TrainingOfTable } from '../../text/word-vectors/word-vectors.js';
import type { ModelFile } from '../files/model-file.entity.js';

/** Occurrences of each word in training, 64-bit floats; and its vector as what is predicted, or those of the nodes of a tree of the words, 32-bit floats. Serving needs neither. */
export const WORD_COUNTS_PATH = 'word-counts.bin';
export const OUTPUTS_PATH = 'outputs.bin';
/** The file of another program that a version was made of, where it says more than the version's files. */
export const SOURCE_PATH = 'source.bin';
const TRAINING_PATH = 'training.json';

/** Occurrences of each word; null for versions that were made without them. */
export async function wordCountsOf(files: readonly ModelFile[], blobs: BlobStore): Promise<Float64Array | null> {
  const counts = files.find(({ path }) => path === WORD_COUNTS_PATH);
  return counts ? valuesOf('FP64', await blobs.readBytes(counts.digest)) : null;
}

/** What a version keeps of its training; null where it was made without counts of its words. */
export async function trainingOfTable(files: readonly ModelFile[], blobs: BlobStore): Promise<TrainingOfTable | null> {
  const counts = await wordCountsOf(files, blobs);
  if (!counts) return null;
  const digestOf = (wanted: string) => files.find(({ path }) => path === wanted)?.digest;
  const [outputs, training] = [digestOf(OUTPUTS_PATH), digestOf(TRAINING_PATH)];
  const { settings } = (training ? JSON.parse(Buffer.from(await blobs.readBytes(training)).toString()) : {}) as {
    settings?: Omit<NonNullable<TrainingOfTable['settings']>, 'isCbow' | 'loss' | 'negatives'> & {
      architecture?: string;
      loss?: NonNullable<TrainingOfTable['settings']>['loss'];
      negatives: number | null;
    };
  };
  return {
    counts,
    outputs: outputs ? ((await blobs.read(outputs)) as AsyncIterable<Uint8Array>) : null,
    settings: settings
      ? {
          ...settings,
          isCbow: settings.architecture === 'CBOW',
          // Versions that do not say were trained when there was no other.
          loss: settings.loss ?? 'NEGATIVE_SAMPLING',
          negatives: settings.negatives ?? 5,
        }
      : null,
  };
}
