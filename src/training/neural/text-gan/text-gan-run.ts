import { checkRange, refusalIn } from '../../setting-limits.js';
import { TrainingAlgorithm } from '../../training-settings.js';
import { RecurrentCellKind } from '../language-model/recurrent/recurrent-network.js';
import { checkStepSettings } from '../neural-limits.js';
import { type DecidedTokens, tokensOfRun } from '../short-texts/tokens-of-run.js';
import type { TextGanInput, TextGanRun } from './text-gan-schema.js';
import type { TextGanPlan } from './text-gan-plan.js';

const LARGEST_HIDDEN = 4_096;
const refuse = refusalIn('textGan');

/**
 * The settings as they are run.
 * @param tokens what the version decides whose tokens are taken; null when tokens are made of the rows
 * @throws {InvalidInputError} naming the first setting that is out of range, or contradicts that version
 */
export function textGanRun(input: TextGanInput, seed: number, tokens: DecidedTokens = null): TextGanRun {
  const { embeddingSize, ...given } = input;
  const run = {
    ...given,
    ...tokensOfRun(input, tokens, refuse),
    embeddingSize: embeddingSize ?? input.hiddenSize,
    algorithm: TrainingAlgorithm.TEXT_GAN as const,
    seed,
  };
  checkStepSettings(run, refuse);
  checkRange('textLength', run.textLength, 2, 64, refuse);
  checkRange('layers', run.layers, 1, 2, refuse);
  checkRange('hiddenSize', run.hiddenSize, 1, LARGEST_HIDDEN, refuse);
  checkRange('embeddingSize', run.embeddingSize, 1, LARGEST_HIDDEN, refuse);
  checkRange('adversarialSteps', run.adversarialSteps, 1, 1_000_000, refuse);
  checkRange('discriminatorSteps', run.discriminatorSteps, 1, 100, refuse);
  checkRange('inverseTemperature', run.inverseTemperature, 1, 10_000, refuse);
  checkRange('representations', run.representations, 1, 256, refuse);
  checkRange('representationSize', run.representationSize, 1, 1_024, refuse);
  checkRange('filters', run.filters, 1, 1_024, refuse);
  for (const name of ['generatorLearningRate', 'discriminatorLearningRate'] as const)
    if (!(run[name] > 0)) refuse(name, `${name} is above 0.`);
  return run;
}

/** How such a network is trained. */
export function textGanPlan(run: Omit<TextGanRun, 'algorithm' | 'servedGenerator'>): TextGanPlan {
  const { batchSize, textLength, representations, representationSize, filters, ...rest } = run;
  return {
    ...rest,
    generator: (vocabularySize) => ({ ...run, cell: RecurrentCellKind.LSTM, vocabularySize }),
    discriminator: (vocabularySize) => ({ vocabularySize, representations, representationSize, filters }),
    window: { batch: batchSize, steps: textLength },
    refuse,
  };
}
