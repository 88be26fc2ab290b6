import { openDatasetReader } from '../../../datasets/rows/dataset-reader.js';
import { codecOf } from '../../language-models/codec-of.js';
import { textsOfSplit } from '../../language-models/split-tokens.js';
import type { TokenCodec } from '../../language-models/token-codec.js';
import { tokensOfTexts } from '../../language-models/tokens-of-texts.js';
import { takenTokens } from '../../tokens-of-versions/taken-tokens.js';
import type { TrainingContext } from '../../training-context.js';
import type { TrainingJob } from '../../training-job.entity.js';
import { type HeldOutTexts, heldOutTexts } from './report/held-out-texts.js';
import type { ShortTextsSettings } from './short-texts-schema.js';
import { ShortTexts } from './short-texts.js';

/** The splits of a training as texts of tokens. */
export interface ShortTextSplits {
  readonly codec: TokenCodec;
  /** To learn from. */
  readonly texts: ShortTexts;
  /** Null where the training has no validation split. */
  readonly validation: ShortTexts | null;
  readonly heldOut: HeldOutTexts;
}

/**
 * Reads the splits of a training, by the tokens of a version that it takes or those that are made of its training rows.
 * @throws {InvalidInputError} when the evaluation split has too few texts
 */
export async function readShortTexts(
  { settings }: TrainingJob,
  { level, vocabularySize, textLength }: Pick<ShortTextsSettings, 'level' | 'vocabularySize' | 'textLength'>,
  context: TrainingContext,
): Promise<ShortTextSplits> {
  const { datasetVersionId, trainSplit, validationSplit, evaluationSplit } = settings;
  const { db, blobs, signal } = context;
  const reader = await openDatasetReader(db.manager, blobs, datasetVersionId);
  const rows = (split: string) => textsOfSplit(reader, split, signal);
  await context.report({ message: `Making the tokens of "${trainSplit}"` });
  const taken = await takenTokens(context, settings);
  const codec = taken
    ? codecOf(taken.tokens, taken.ref)
    : await tokensOfTexts(rows(trainSplit), level, vocabularySize, signal);
  const shortTexts = async (split: string) => {
    const texts = new ShortTexts(textLength, codec.endId);
    for await (const text of rows(split)) texts.push(codec.encode(text));
    return texts;
  };
  return {
    codec,
    texts: await shortTexts(trainSplit),
    validation: validationSplit === null ? null : await shortTexts(validationSplit),
    heldOut: await heldOutTexts(rows(evaluationSplit!), codec, textLength),
  };
}
