import type { Refuse } from '../../setting-limits.js';
import type { Window } from '../language-model/language-network.js';
import type { GeneratorPlan } from '../short-texts/train-generator.js';
import type { KlAnnealing } from './kl-annealing.js';
import type { LatentNetwork } from './text-vae.js';

/** How an autoencoder is trained, and the same decoder without a latent vector beside it. */
export interface TextVaePlan extends GeneratorPlan, KlAnnealing {
  /** @param vocabularySize tokens that there are */
  readonly network: (vocabularySize: number) => LatentNetwork;
  /** Texts that a step reads, and most tokens of each. */
  readonly window: Window;
  /** Nats that each number of the latent vector costs at least. */
  readonly freeBits: number;
  readonly refuse: Refuse;
}
