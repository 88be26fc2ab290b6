import type { MetricPoint, ReportBatch, WrittenLine } from '../../../jobs/reports/write-report.js';
import { LogLevel } from '../../../jobs/reports/job-log.entity.js';
import { bestTrial, stateOf, type StudyTrial } from '../trials/study-trials.js';
import { TrialState } from '../tuning-kinds.js';
import type { TuningObjective } from '../tuning-study.entity.js';

/** What a study tells of its trials, as its own figures and lines: each trial's values, and the best so far. */
export class StudyReport {
  private readonly metrics: MetricPoint[] = [];
  private readonly lines: WrittenLine[] = [];

  constructor(
    private readonly objectives: readonly TuningObjective[],
    private readonly trials: readonly StudyTrial[],
    private readonly at: Date,
  ) {}

  note(entry: StudyTrial): void {
    const { number, parameters, reports, noted } = entry.trial;
    const state = stateOf(entry);
    const settings = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
    if (state === TrialState.FAILED || state === TrialState.STOPPED) {
      const why = entry.job.failure?.message ?? 'it was cancelled.';
      this.say(`Trial ${number} (${settings.join(', ')}) failed: ${why}`, LogLevel.WARN);
      return;
    }
    const { values } = reports.at(-1)!;
    const figures = Object.entries(values).map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`);
    this.say(`Trial ${number} (${settings.join(', ')}) ${state.toLowerCase()}: ${figures.join(', ')}`);
    for (const [name, value] of Object.entries(values)) this.add(name, noted!, value);
    const [objective, second] = this.objectives;
    const best = second ? null : bestTrial(this.known(), this.objectives);
    if (best) this.add(`best_${objective!.metric}`, noted!, best.trial.reports.at(-1)!.values[objective!.metric]!);
  }

  say(message: string, level = LogLevel.INFO): void {
    this.lines.push({ level, message, at: this.at });
  }

  batch(maxTrials: number): ReportBatch {
    const done = this.trials.filter(({ trial }) => trial.noted !== null).length;
    const message = `${this.trials.length} trials begun, ${done} paused or ended`;
    return {
      progress: { done, total: maxTrials, unit: 'trials', message, timeLeftMs: null },
      ...{ metrics: this.metrics, lines: this.lines, adjustments: [] },
    };
  }

  private known(): StudyTrial[] {
    return this.trials.filter(({ trial }) => trial.noted !== null);
  }

  private add(name: string, step: number, value: number): void {
    this.metrics.push({ name, step, value, at: this.at });
  }
}
