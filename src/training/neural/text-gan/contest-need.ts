import type { TrainingNeed } from '../memory.js';
import type { LanguageNetwork } from '../language-model/language-network.js';
import { recurrentLanguageNetwork } from '../language-model/recurrent/recurrent-network.js';
import { withTeacher } from '../language-model/training-need.js';
import type { Contest } from './contest.js';
import { discriminatorActivations, discriminatorWeights } from './discriminator.js';

/** Passes over the weights of all tokens at a place: noise with its logarithms, logits, softmax, and their gradients. */
const VOCABULARY_PASSES = 9;

type Need = Omit<TrainingNeed, 'slots'>;

/** What both parts of a training take. @param teacher of pre-training, which is measured at the end, too; null for none */
export function needsOf(contest: Contest, teacher: LanguageNetwork | null): Need[] {
  const { generator, window } = contest;
  const network = recurrentLanguageNetwork(generator.network);
  const pretraining: Need = { weightCount: network.weightCount, activationCount: network.activationCount(window) };
  const inContest = contestNeed(contest);
  return [
    withTeacher(pretraining, teacher, window),
    teacher ? { ...inContest, teacher: { weightCount: teacher.weightCount, activationCount: 0 } } : inContest,
  ];
}

/** What a step of the contest takes, with both trainers and their weights: more than one of pre-training without a teacher. */
function contestNeed({ generator, discriminator, window }: Contest): Need {
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
