import type { TrainingNeed } from '../memory.js';
import type { LanguageNetwork, Window } from './language-network.js';
import { measuringWindow } from './measure-language-model.js';
import { mostRows } from './sampled-softmax/sampled-windows.js';

/** Numbers that the loss of a distillation works with, for each logit of a step: measured, with vocabularies of 5,000 and 20,000 tokens. */
const COMPARED = 2;

type Need = Omit<TrainingNeed, 'slots'>;

/** What lies beside a training. */
interface Beside {
  /** The network that teaches; null for none. */
  readonly teacher: LanguageNetwork | null;
  /** Whether the weights of the best epoch are kept. */
  readonly keepsBest: boolean;
}

/** What training a network on such windows takes, and measuring it between. */
export function trainingNeed(network: LanguageNetwork, window: Window, { teacher, keepsBest }: Beside): Need {
  const own = networkNeed(network, window);
  const kept = keepsBest ? network.weightCount : 0;
  return withTeacher({ ...own, besideCount: kept }, teacher, window);
}

/** What a training takes whose steps a teacher reads, too. @param teacher null for none */
export function withTeacher<N extends Need>(need: N, teacher: LanguageNetwork | null, window: Window): N {
  if (!teacher) return need;
  const compared = COMPARED * window.batch * window.steps * teacher.vocabularySize;
  return {
    ...need,
    teacher: { weightCount: teacher.weightCount, activationCount: teacher.activationCount(window) + compared },
  };
}

function networkNeed(network: LanguageNetwork, window: Window): Need {
  const { weightCount, sampled, vocabularySize } = network;
  const activationCount = network.activationCount(window);
  if (!sampled) return { weightCount, activationCount };
  const { samples, rowWidth } = sampled;
  const tableCount = vocabularySize * rowWidth;
  const { batch, steps } = measuringWindow(network, window);
  return {
    weightCount: weightCount - tableCount + mostRows(window, samples) * rowWidth,
    tableCount,
    // Measuring computes the logits of all tokens, and their logarithms of probabilities.
    activationCount: Math.max(activationCount, 2 * batch * steps * vocabularySize),
  };
}
