import type { TrainingNeed } from '../memory.js';
import { recurrentLanguageNetwork } from '../language-model/recurrent/recurrent-network.js';
import type { Contest } from './contest.js';
import { discriminatorActivations, discriminatorWeights } from './discriminator.js';

/** Passes over the weights of all tokens at a place: noise with its logarithms, logits, softmax, and their gradients. */
const VOCABULARY_PASSES = 9;

/** What a step of the contest takes: more than one of pre-training, and both trainers are there with their weights. */
export function contestNeed({ generator, discriminator, window }: Contest): Omit<TrainingNeed, 'slots'> {
  const network = recurrentLanguageNetwork(generator.network);
  const { batch, steps } = window;
  const { vocabularySize } = generator.network;
  return {
    weightCount: 2 * network.weightCount + discriminatorWeights(discriminator, steps),
    activationCount:
      network.activationCount(window) +
      VOCABULARY_PASSES * batch * steps * vocabularySize +
      2 * batch * discriminatorActivations(discriminator, steps),
    // The pre-trained generator lies beside the contest: as it is, and packed for its states.
    besideCount: 2 * network.weightCount,
  };
}
