import type { Optimizer } from '../../../onnx/training/optimizers/optimizer.js';
import type { Schedule } from '../../../onnx/training/schedules.js';
import type { Refuse } from '../../setting-limits.js';
import type { TokenLevel } from '../../language-models/token-level.js';
import type { LanguageNetwork, Window } from './language-network.js';

/** How a language model is trained, whatever its network is. */
export interface LanguageModelPlan {
  /** As in "Trained a recurrent language model". */
  readonly title: string;
  readonly level: TokenLevel;
  /** Most tokens; the most frequent stay. */
  readonly vocabularySize: number;
  /** @param vocabularySize tokens that there are */
  readonly network: (vocabularySize: number) => LanguageNetwork;
  /** Tokens that a step compares the true ones with, if the network has as many; null compares with all. */
  readonly softmaxSamples: number | null;
  /** Rows and tokens that a step reads. */
  readonly window: Window;
  /** What the setting is called that says how many tokens. */
  readonly windowSetting: string;
  readonly epochs: number;
  /** Epochs since the best one on validation rows after which training ends; null: it goes to the last. */
  readonly patience: number | null;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  /** Longest that all gradients together may be. */
  readonly clipNorm: number;
  /** Threads of one operator. */
  readonly threads: number;
  readonly seed: number;
  readonly refuse: Refuse;
}
