import type { TrainingNeed } from '../memory.js';
import type { LanguageNetwork, Window } from './language-network.js';
import { measuringWindow } from './measure-language-model.js';
import { mostRows } from './sampled-softmax/sampled-windows.js';

/** What training a network on such windows takes, and measuring it between. */
export function trainingNeed(network: LanguageNetwork, window: Window): Omit<TrainingNeed, 'slots'> {
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
