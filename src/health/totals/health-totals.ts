import { ErrorCode } from '../../lib/errors.js';
import { LatencySketch } from './latency-sketch.js';

/** A window names this many labels at most; predictions of further ones are counted together. */
const MAX_LABELS = 64;

/** Failures that say something about the request, not about the model. They are counted, but are no errors of the model. */
const CALLER_FAULTS: ReadonlySet<string> = new Set([
  ErrorCode.INVALID_INPUT,
  ErrorCode.FORBIDDEN,
  ErrorCode.UNAUTHENTICATED,
  ErrorCode.LIMIT_EXCEEDED,
  ErrorCode.CANCELLED,
]);

/** One prediction as it ended, or several rows of a batch that ended alike. */
export interface Outcome {
  /** Milliseconds from the arrival of the request to its answer. */
  latencyMs: number;
  /** Why it failed; left out when it was answered. */
  error?: ErrorCode;
  /** What was predicted, of a classifier: each label of the answer. */
  labels?: readonly string[];
  /** How many predictions; 1 when left out. */
  count?: number;
}

/** The figures of `HealthTotals`, as a row of the table holds them. */
export interface WindowFigures {
  requestCount: number;
  errorCount: number;
  errors: Record<string, number>;
  labels: Record<string, number>;
  otherLabelCount: number;
  lostCount: number;
  queueLength: number;
  maxLatencyMs: number;
  latency: Uint8Array;
}

/** What was counted and measured over some time; totals of parts add up to the totals of the whole. */
export class HealthTotals {
  /** Predictions that ended, failed ones included. */
  requestCount = 0;
  /** Those that failed through no fault of the caller. */
  errorCount = 0;
  /** Failures by code, also those that are no errors of the model. */
  readonly errors = new Map<string, number>();
  readonly labels = new Map<string, number>();
  /** Predictions of labels beyond those that are named. */
  otherLabelCount = 0;
  /** Times a worker was lost with a prediction; another may have answered it. */
  lostCount = 0;
  /** Predictions that waited for their answer at the end. */
  queueLength = 0;
  maxLatencyMs = 0;
  /** Latencies of the answered ones. */
  readonly latency = new LatencySketch();

  observe({ latencyMs, error, labels = [], count = 1 }: Outcome): void {
    this.requestCount += count;
    if (error !== undefined) {
      this.errors.set(error, (this.errors.get(error) ?? 0) + count);
      if (!CALLER_FAULTS.has(error)) this.errorCount += count;
      return;
    }
    this.latency.observe(latencyMs, count);
    if (latencyMs > this.maxLatencyMs) this.maxLatencyMs = latencyMs;
    for (const label of labels) this.countLabel(label, count);
  }

  /** Adds a part. @param atEnd whether it reaches to the end of the whole: then who waited in it waits still */
  add(part: WindowFigures, atEnd: boolean): void {
    this.requestCount += part.requestCount;
    this.errorCount += part.errorCount;
    for (const [code, count] of Object.entries(part.errors))
      this.errors.set(code, (this.errors.get(code) ?? 0) + count);
    for (const [label, count] of Object.entries(part.labels)) {
      this.labels.set(label, (this.labels.get(label) ?? 0) + count);
    }
    this.otherLabelCount += part.otherLabelCount;
    this.lostCount += part.lostCount;
    if (atEnd) this.queueLength += part.queueLength;
    this.maxLatencyMs = Math.max(this.maxLatencyMs, part.maxLatencyMs);
    this.latency.merge(part.latency);
  }

  /** Milliseconds that the share `q` of the answers took at most, to 1%; NaN when there were none. */
  quantile(q: number): number {
    return Math.min(this.latency.quantile(q), this.maxLatencyMs);
  }

  /** Share of predictions that failed through no fault of the caller; null when there were none. */
  errorRate(): number | null {
    return this.requestCount === 0 ? null : this.errorCount / this.requestCount;
  }

  /** The most frequent labels first, and how many predictions had another. */
  topLabels(): { named: [label: string, count: number][]; otherCount: number } {
    const sorted = [...this.labels].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    const beyond = sorted.slice(MAX_LABELS).reduce((sum, [, count]) => sum + count, 0);
    return { named: sorted.slice(0, MAX_LABELS), otherCount: this.otherLabelCount + beyond };
  }

  figures(): WindowFigures {
    const { named, otherCount } = this.topLabels();
    return {
      requestCount: this.requestCount,
      errorCount: this.errorCount,
      errors: Object.fromEntries(this.errors),
      labels: Object.fromEntries(named.map(([label, count]) => [storable(label), count])),
      otherLabelCount: otherCount,
      lostCount: this.lostCount,
      queueLength: this.queueLength,
      maxLatencyMs: this.maxLatencyMs,
      latency: this.latency.encode(),
    };
  }

  private countLabel(label: string, count: number): void {
    const known = this.labels.get(label);
    if (known !== undefined || this.labels.size < MAX_LABELS) this.labels.set(label, (known ?? 0) + count);
    else this.otherLabelCount += count;
  }
}

/** Postgres takes no NUL and no half of a surrogate pair in JSON. */
function storable(label: string): string {
  return label.toWellFormed().replaceAll('\0', '\uFFFD');
}
