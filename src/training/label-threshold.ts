import { DEFAULT_THRESHOLD } from '../pipelines/classification.js';

/** Whether a text has any number of labels, and from which probability on one is given. */
interface LabelSettings {
  readonly multiLabel: boolean;
  readonly threshold?: number | null;
}

/**
 * The threshold as it is run; null where each text has one label.
 * @param refuse throws with a sentence about a setting
 */
export function labelThreshold(
  { multiLabel, threshold }: LabelSettings,
  refuse: (setting: string, sentence: string) => never,
): number | null {
  if (threshold != null && !multiLabel)
    refuse('threshold', 'threshold is for texts of any number of labels: leave it out, or give multiLabel, too.');
  if (threshold != null && !(threshold >= 0 && threshold <= 1)) refuse('threshold', 'threshold is 0 to 1.');
  return multiLabel ? (threshold ?? DEFAULT_THRESHOLD) : null;
}
