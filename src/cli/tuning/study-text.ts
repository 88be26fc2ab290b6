import type { TrialSummaryFragment, TuningStudyQuery } from '../../client/index.js';
import { durationToMs } from '../../lib/durations.js';
import { bytes, duration, facts, figure, percent, table } from '../format.js';

export type Study = NonNullable<TuningStudyQuery['tuningStudy']>;

/** What a study came to so far: its best trial or Pareto front, its version, and how much each setting matters. */
export function studyText(study: Study): string {
  const { best, result, paretoFront, importance, objectives, progress } = study;
  const head = facts([
    ['study', study.id],
    ['state', study.state.toLowerCase()],
    ['failure', study.failure?.message],
    ['model', study.model.name],
    ['begins from', study.initialVersion?.ref],
    ['tokens of', study.tokenizerFrom?.ref],
    ['teacher', study.distillation?.teacher.ref],
    ['measured on', study.evaluationSplit ? `${study.datasetVersion.ref} ${study.evaluationSplit}` : 'tests of words'],
    ['trials', `${progress.done} of ${progress.total ?? '?'} paused or ended`],
    ['compute', duration(durationToMs(study.compute))],
    ['best trial', best && `${best.trial!.number}, ${settingsText(best)}`],
    ...(best ? valuesOf(best) : []),
    ['version', result?.ref],
    ['size', result && bytes(result.sizeBytes)],
  ]);
  const front = objectives.length > 1 && paretoFront.length > 0 ? trialsTable(paretoFront, study) : null;
  const shares = importance.map(({ setting, share }) => [setting, percent(share)]);
  const matters = shares.length > 0 ? table(['SETTING', 'IMPORTANCE'], shares) : null;
  return [head, front, matters].filter((part) => part !== null).join('\n\n');
}

/** A row for each trial, with the ids that "sluice study register" takes. */
export function trialsTable(trials: readonly TrialSummaryFragment[], { objectives }: Study): string {
  const metrics = objectives.map(({ metric }) => metric);
  return table(
    ['TRIAL', 'JOB', 'STATE', ...metrics.map((metric) => metric.toUpperCase()), 'SETTINGS'],
    trials.map((entry) => {
      const values = new Map(valuesOf(entry));
      const { number, state } = entry.trial!;
      const figures = metrics.map((metric) => values.get(metric) ?? '-');
      return [String(number), entry.id, state.toLowerCase(), ...figures, settingsText(entry)];
    }),
  );
}

function settingsText({ trial }: TrialSummaryFragment): string {
  return trial!.parameters.map(({ setting, value }) => `${setting} ${shortened(value)}`).join(', ');
}

function shortened(value: string): string {
  const number = Number(value);
  return Number.isNaN(number) ? value : figure(number);
}

/** What it reported last. */
function valuesOf({ trial }: TrialSummaryFragment): [string, string][] {
  return (trial!.reports.at(-1)?.values ?? []).map(({ metric, value }) => [metric, figure(value)]);
}
