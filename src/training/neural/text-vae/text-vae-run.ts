import { checkRange, refusalIn } from '../../setting-limits.js';
import { TrainingAlgorithm } from '../../training-settings.js';
import { RecurrentCellKind } from '../language-model/recurrent/recurrent-network.js';
import { checkStepSettings } from '../neural-limits.js';
import { type DecidedTokens, tokensOfRun } from '../short-texts/tokens-of-run.js';
import type { TextVaePlan } from './text-vae-plan.js';
import type { TextVaeInput, TextVaeRun } from './text-vae-schema.js';

const LARGEST_HIDDEN = 4_096;
const refuse = refusalIn('textVae');

/**
 * The settings as they are run.
 * @param tokens what the version decides whose tokens are taken; null when tokens are made of the rows
 * @throws {InvalidInputError} naming the first setting that is out of range, or contradicts that version
 */
export function textVaeRun(input: TextVaeInput, seed: number, tokens: DecidedTokens = null): TextVaeRun {
  const { embeddingSize, ...given } = input;
  const run = {
    ...given,
    ...tokensOfRun(input, tokens, refuse),
    embeddingSize: embeddingSize ?? input.hiddenSize,
    algorithm: TrainingAlgorithm.TEXT_VAE as const,
    seed,
  };
  checkStepSettings(run, refuse);
  checkRange('textLength', run.textLength, 2, 64, refuse);
  checkRange('hiddenSize', run.hiddenSize, 1, LARGEST_HIDDEN, refuse);
  checkRange('embeddingSize', run.embeddingSize, 1, LARGEST_HIDDEN, refuse);
  checkRange('latentSize', run.latentSize, 1, 1_024, refuse);
  checkRange('annealing', run.annealing, 0, 1, refuse);
  checkRange('annealingCycles', run.annealingCycles, 1, 100, refuse);
  if (!(run.wordDropout >= 0 && run.wordDropout < 1)) refuse('wordDropout', 'wordDropout is 0 up to, and without, 1.');
  if (!(run.freeBits >= 0)) refuse('freeBits', 'freeBits is 0 or more.');
  return run;
}

/** How such a network is trained. */
export function textVaePlan(run: Omit<TextVaeRun, 'algorithm'>): TextVaePlan {
  const { batchSize, textLength, hiddenSize, embeddingSize, latentSize, dropout, wordDropout, ...rest } = run;
  return {
    ...rest,
    network: (vocabularySize) => ({
      ...{ cell: RecurrentCellKind.LSTM, layers: 1, tiedEmbeddings: true, vocabularySize },
      ...{ hiddenSize, embeddingSize, latentSize, dropout, wordDropout },
    }),
    window: { batch: batchSize, steps: textLength },
    refuse,
  };
}
