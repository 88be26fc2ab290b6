import { placeOf } from '../search/space.js';
import { lossesOf, type StudyTrial } from '../trials/study-trials.js';
import type { TuningStudy } from '../tuning-study.entity.js';
import { LEAST_OBSERVATIONS, mainEffects } from './functional-anova.js';

export interface SettingImportance {
  setting: string;
  /** Share of the variance, 0 to 1. */
  share: number;
}

/**
 * How much each setting of a study explains of an objective, most important first; none while too few trials have reported. Trials are
 * compared at the furthest pause that enough have reached, or at their end.
 */
export function importanceOfSettings(
  { settings, objectives }: TuningStudy,
  trials: readonly StudyTrial[],
  objective: number,
): SettingImportance[] {
  const furthest = Math.max(0, ...trials.map(({ trial }) => trial.reports.length));
  for (let reached = furthest; reached > 0; reached--) {
    const compared = trials.filter(({ trial }) => trial.reports.length >= reached);
    if (compared.length < LEAST_OBSERVATIONS) continue;
    const places = compared.map(({ trial }) => placeOf(settings.space, trial.parameters));
    const losses = compared.map(({ trial }) => lossesOf(trial.reports[reached - 1]!.values, objectives)[objective]!);
    const shares = mainEffects(places, losses) ?? [];
    return shares
      .map((share, at) => ({ setting: settings.space[at]!.setting, share }))
      .sort((a, b) => b.share - a.share);
  }
  return [];
}
