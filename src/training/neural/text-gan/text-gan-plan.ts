import type { Refuse } from '../../setting-limits.js';
import type { Window } from '../language-model/language-network.js';
import type { RecurrentNetwork } from '../language-model/recurrent/recurrent-network.js';
import type { Discriminator } from './discriminator.js';

/** How a generator and a discriminator are trained. */
export interface TextGanPlan {
  /** @param vocabularySize tokens that there are */
  readonly generator: (vocabularySize: number) => RecurrentNetwork;
  readonly discriminator: (vocabularySize: number) => Discriminator;
  /** Texts that a step reads, and most tokens of each. */
  readonly window: Window;
  /** Passes in which the generator learns alone. */
  readonly epochs: number;
  /** Of those passes; it falls along half a cosine. */
  readonly learningRate: number;
  /** Steps of the generator in the contest, and of the discriminator before each. */
  readonly adversarialSteps: number;
  readonly discriminatorSteps: number;
  readonly generatorLearningRate: number;
  readonly discriminatorLearningRate: number;
  /** What the inverse temperature rises to, from 1. */
  readonly inverseTemperature: number;
  readonly clipNorm: number;
  readonly threads: number;
  readonly seed: number;
  readonly refuse: Refuse;
}
