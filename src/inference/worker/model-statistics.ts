import type { RunFigure } from '../lane/lane-messages.js';
import type { ModelStatisticsReport } from '../protocol/statistics.js';

interface Total {
  count: number;
  ns: number;
}

const NS_PER_MS = 1e6;

/** What a request took, in milliseconds. */
export interface RequestFigure {
  readonly queueMs: number;
  /** Runs of the model that it was in, whole, whoever else was in them. */
  readonly computeMs: number;
  readonly totalMs: number;
}

/**
 * Counters of one model since it was loaded, in the form and the sense of Triton's statistics extension: queue and compute are
 * counted for each request that was answered, and a run once by its batch size.
 */
export class ModelStatistics {
  private inferences = 0;
  private executions = 0;
  private lastAt = 0;
  private readonly success = zero();
  private readonly fail = zero();
  private readonly queue = zero();
  private readonly infer = zero();
  private readonly batches = new Map<number, Total>();

  /** A request that was answered. */
  answered({ queueMs, computeMs, totalMs }: RequestFigure, now: number): void {
    add(this.success, totalMs);
    add(this.queue, queueMs);
    add(this.infer, computeMs);
    this.lastAt = now;
  }

  /** A request that the model refused, or that found no lane to answer it. */
  failed(totalMs: number, now: number): void {
    add(this.fail, totalMs);
    this.lastAt = now;
  }

  ran(runs: readonly RunFigure[]): void {
    for (const { rows, ms } of runs) {
      this.executions += 1;
      this.inferences += rows;
      const batch = this.batches.get(rows) ?? zero();
      this.batches.set(rows, batch);
      add(batch, ms);
    }
  }

  toJson(name: string): ModelStatisticsReport {
    return {
      name,
      version: '1',
      last_inference: this.lastAt,
      inference_count: this.inferences,
      execution_count: this.executions,
      inference_stats: {
        success: this.success,
        fail: this.fail,
        queue: this.queue,
        compute_input: zero(),
        compute_infer: this.infer,
        compute_output: zero(),
        cache_hit: zero(),
        cache_miss: zero(),
      },
      batch_stats: [...this.batches]
        .sort(([a], [b]) => a - b)
        .map(([rows, total]) => ({
          batch_size: rows,
          compute_input: zero(),
          compute_infer: total,
          compute_output: zero(),
        })),
    };
  }
}

function zero(): Total {
  return { count: 0, ns: 0 };
}

function add(total: Total, ms: number): void {
  total.count += 1;
  total.ns += Math.round(ms * NS_PER_MS);
}
