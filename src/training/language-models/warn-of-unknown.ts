import { LogLevel } from '../../jobs/reports/job-log.entity.js';
import type { TrainingContext } from '../training-context.js';
import type { SplitTokens } from './split-tokens.js';

/** Below this share of held-out tokens, unknown ones are told of by nothing but their loss. */
const LEAST_SHARE = 0.001;

/**
 * Warns where held-out rows have unknown tokens and training rows have none: a model that never meets one takes it for next to impossible,
 * and pays for each.
 */
export function warnOfUnknown(
  { codec, train, validation }: Pick<SplitTokens, 'codec' | 'train' | 'validation'>,
  context: Pick<TrainingContext, 'log'>,
): void {
  const { unknownId, vocabularySize } = codec;
  if (unknownId === null || !validation || train.all.includes(unknownId)) return;
  const share = validation.all.filter((id) => id === unknownId).length / validation.length;
  if (share < LEAST_SHARE) return;
  context.log(
    LogLevel.WARN,
    `${(100 * share).toFixed(1)}% of the tokens of the validation split are unknown, and the training rows have none that is: the model never learns how likely they are, and its perplexity tells of little else. With a vocabularySize below ${vocabularySize} the rarest tokens of the training rows stand for what is unknown.`,
  );
}
