import { type DatasetReader, openDatasetReader } from '../../datasets/rows/dataset-reader.js';
import type { TrainingContext } from '../training-context.js';
import type { TrainingJob } from '../training-job.entity.js';
import type { TokenLevel } from './token-level.js';
import { TokenStream } from './token-stream.js';
import type { TokenCodec } from './token-codec.js';
import { tokensOfTexts } from './tokens-of-texts.js';
import { warnOfUnknown } from './warn-of-unknown.js';

/** The splits of a training as tokens. */
export interface SplitTokens {
  readonly codec: TokenCodec;
  readonly train: TokenStream;
  /** Null where the training has no validation split. */
  readonly validation: TokenStream | null;
  /** Reads the evaluation split; null where the training has none. */
  readonly evaluation: () => Promise<TokenStream | null>;
}

/**
 * Makes tokens of the training rows, and reads the splits by them.
 * @param known tokens of a version, which are taken; null: they are made of the training rows
 */
export async function readSplitTokens(
  { settings }: TrainingJob,
  { level, vocabularySize }: { readonly level: TokenLevel; readonly vocabularySize: number },
  context: TrainingContext,
  known: TokenCodec | null = null,
): Promise<SplitTokens> {
  const { datasetVersionId, trainSplit, validationSplit, evaluationSplit } = settings;
  const { db, blobs, signal } = context;
  const reader = await openDatasetReader(db.manager, blobs, datasetVersionId);
  await context.report({ message: `Making the tokens of "${trainSplit}"` });
  const codec = known ?? (await tokensOfTexts(textsOfSplit(reader, trainSplit, signal), level, vocabularySize, signal));
  const streamOf = async (split: string | null) => {
    if (split === null) return null;
    const stream = new TokenStream(codec.endId);
    for await (const text of textsOfSplit(reader, split, signal)) stream.push(text, codec.encode(text));
    return stream;
  };
  const [train, validation] = [(await streamOf(trainSplit))!, await streamOf(validationSplit)];
  if (!known) warnOfUnknown({ codec, train, validation }, context);
  return { codec, train, validation, evaluation: () => streamOf(evaluationSplit) };
}

/** Texts of a split, in the order of its rows. */
export async function* textsOfSplit(reader: DatasetReader, split: string, signal: AbortSignal): AsyncGenerator<string> {
  for await (const { texts } of reader.batches(split, signal)) yield* texts;
}
