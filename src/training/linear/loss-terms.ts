import type { DistillationSettings } from '../distillation/distillation.js';

/** A part of the loss of a row: a cross-entropy with scores that are divided by a temperature. */
export interface LossTerm {
  readonly temperature: number;
  /** What the cross-entropy counts. */
  readonly weight: number;
  /** The teacher's share of what is wanted; what the row says has the rest. */
  readonly taughtShare: number;
}

const UNTAUGHT: readonly LossTerm[] = [{ temperature: 1, weight: 1, taughtShare: 0 }];

/**
 * The loss of a distillation as cross-entropies, up to a constant: α T² with the teacher's answer at the temperature T and 1 − α with the
 * row's own. At the temperature 1 both have the same scores and are one, with a mixture of the two.
 */
export function lossTerms(taught: DistillationSettings | undefined): readonly LossTerm[] {
  if (!taught || taught.alpha === 0) return UNTAUGHT;
  const { temperature, alpha } = taught;
  if (temperature === 1) return [{ temperature, weight: 1, taughtShare: alpha }];
  const soft = { temperature, weight: alpha * temperature ** 2, taughtShare: 1 };
  return alpha === 1 ? [soft] : [{ temperature: 1, weight: 1 - alpha, taughtShare: 0 }, soft];
}
