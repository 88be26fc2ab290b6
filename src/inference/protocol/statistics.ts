/** How often something happened, and how long it took in all. */
export interface DurationTotal {
  readonly count: number;
  readonly ns: number;
}

const STAGES = [
  'success',
  'fail',
  'queue',
  'compute_input',
  'compute_infer',
  'compute_output',
  'cache_hit',
  'cache_miss',
] as const;
const BATCH_STAGES = ['compute_input', 'compute_infer', 'compute_output'] as const;

/** Statistics of one model version, as Triton's statistics extension writes them. */
export interface ModelStatisticsReport {
  readonly name: string;
  readonly version: string;
  /** Milliseconds since 1970; 0 before the first request. */
  readonly last_inference: number;
  /** Rows. */
  readonly inference_count: number;
  /** Runs of the model. */
  readonly execution_count: number;
  readonly inference_stats: Readonly<Record<(typeof STAGES)[number], DurationTotal>>;
  readonly batch_stats: readonly BatchStatistics[];
}

type BatchStatistics = Readonly<Record<(typeof BATCH_STAGES)[number], DurationTotal>> & { readonly batch_size: number };

/** What several servers counted of one model, together, under a name and version of one's own. */
export function sumStatistics(
  name: string,
  version: string,
  reports: readonly ModelStatisticsReport[],
): ModelStatisticsReport {
  const batches = Map.groupBy(
    reports.flatMap(({ batch_stats: batch }) => batch),
    ({ batch_size: size }) => size,
  );
  return {
    name,
    version,
    last_inference: Math.max(0, ...reports.map((report) => report.last_inference)),
    inference_count: sum(reports.map((report) => report.inference_count)),
    execution_count: sum(reports.map((report) => report.execution_count)),
    inference_stats: addTotals(
      STAGES,
      reports.map((report) => report.inference_stats),
    ),
    batch_stats: [...batches]
      .sort(([a], [b]) => a - b)
      .map(([size, totals]) => ({ batch_size: size, ...addTotals(BATCH_STAGES, totals) })),
  };
}

function addTotals<K extends string>(
  stages: readonly K[],
  reports: readonly Readonly<Partial<Record<K, DurationTotal>>>[],
): Record<K, DurationTotal> {
  const total = (stage: K) => ({
    count: sum(reports.map((report) => report[stage]?.count ?? 0)),
    ns: sum(reports.map((report) => report[stage]?.ns ?? 0)),
  });
  return Object.fromEntries(stages.map((stage) => [stage, total(stage)])) as Record<K, DurationTotal>;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
