import type { Adjustment } from '../adjustment.js';
import type { MetricPoint, ReportBatch, WrittenLine } from '../reports/write-report.js';
import type { JobReport } from '../job-context.js';
import { LogLevel } from '../reports/job-log.entity.js';
import type { StoredProgress } from '../job.entity.js';
import { Pace } from './pace.js';

const WRITE_EVERY_MS = 200;
const MAX_WAITING = 5_000;
const MAX_LINE_LENGTH = 8_000;

/** Gathers what a job tells and writes it together, five times a second at most. */
export class ReportBuffer {
  private waiting = emptyBatch();
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();
  private readonly pace = new Pace();

  /**
   * @param progress how far earlier attempts came
   * @param write writes a batch; when it fails, `onFailure` is told and nothing more is written
   */
  constructor(
    private progress: StoredProgress,
    private readonly write: (batch: ReportBatch) => Promise<void>,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** Resolves when there is room for more. */
  async report(report: JobReport, at: Date): Promise<void> {
    const { metrics = {}, step, ...progress } = report;
    if (Object.keys(progress).length > 0) this.advance(progress, at);
    for (const [name, value] of Object.entries(metrics)) {
      this.addMetric({ name, value, at, step: Math.round(step ?? this.progress.done) });
    }
    this.schedule();
    if (this.waiting.metrics.length + this.waiting.lines.length > MAX_WAITING) await this.flush();
  }

  log(level: LogLevel, message: string, at: Date): void {
    this.waiting.lines.push({ level, at, message: message.slice(0, MAX_LINE_LENGTH) });
    this.schedule();
  }

  adjust(adjustment: Adjustment): void {
    this.waiting.adjustments.push(adjustment);
    this.schedule();
  }

  /** Writes all that was told before. */
  async flush(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const batch = this.waiting;
    this.waiting = emptyBatch();
    if (!isEmpty(batch)) this.writing = this.writing.then(() => this.write(batch)).catch(this.onFailure);
    await this.writing;
  }

  private advance(progress: Omit<JobReport, 'metrics' | 'step'>, at: Date): void {
    const { done, total, unit, message } = this.progress;
    const next = {
      done: progress.done ?? done,
      total: progress.total === undefined ? total : progress.total,
      unit: progress.unit ?? unit,
      message: progress.message === undefined ? message : progress.message,
    };
    this.progress = { ...next, timeLeftMs: this.pace.timeLeftMs(next.done, next.total, at.getTime()) };
    this.waiting.progress = this.progress;
  }

  /** A figure that is no number has no place on a chart, but should not vanish either. */
  private addMetric(point: MetricPoint): void {
    if (Number.isFinite(point.value)) this.waiting.metrics.push(point);
    else this.log(LogLevel.WARN, `${point.name} is ${point.value} at step ${point.step}.`, point.at);
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => void this.flush(), WRITE_EVERY_MS);
  }
}

interface WaitingBatch extends ReportBatch {
  progress: StoredProgress | null;
  metrics: MetricPoint[];
  lines: WrittenLine[];
  adjustments: Adjustment[];
}

function emptyBatch(): WaitingBatch {
  return { progress: null, metrics: [], lines: [], adjustments: [] };
}

function isEmpty({ progress, metrics, lines, adjustments }: ReportBatch): boolean {
  return progress === null && metrics.length + lines.length + adjustments.length === 0;
}
