import { type MetricChange, metricChange } from '../../evaluation/comparison/metric-change.js';
import { MetricName } from '../../evaluation/metrics/metric-name.js';
import { metricValue } from '../../evaluation/metrics/metric-value.js';
import { bootstrapIntervals } from '../../numerics/intervals.js';
import type { SpeedSample } from './measure-speed.js';

const MS_PER_SECOND = 1000;

/** Change of the median time of a run. Its interval comes from a bootstrap over pairs of runs. */
export function latencyChange(sample: SpeedSample): Promise<MetricChange> {
  return changeOf(sample, MetricName.LATENCY_P50, (medianMs) => medianMs);
}

/** Change of the rows a second that runs of the median time give. */
export function throughputChange(sample: SpeedSample): Promise<MetricChange> {
  return changeOf(sample, MetricName.THROUGHPUT, (medianMs) => (sample.batchSize * MS_PER_SECOND) / medianMs);
}

async function changeOf(
  { baselineMs, candidateMs }: SpeedSample,
  name: MetricName,
  figure: (medianMs: number) => number,
): Promise<MetricChange> {
  const pairs = baselineMs.length;
  const figures = (rows: Int32Array) => {
    const before = figure(median(Float64Array.from(rows, (row) => baselineMs[row]!)));
    const after = figure(median(Float64Array.from(rows, (row) => candidateMs[row]!)));
    return [before, after, after - before] as const;
  };
  const [baseline, candidate] = figures(Int32Array.from({ length: pairs }, (_, row) => row));
  const [ofBaseline, ofCandidate, ofChange] = await bootstrapIntervals(pairs, figures);
  return metricChange(
    metricValue(name, baseline, pairs, ofBaseline),
    metricValue(name, candidate, pairs, ofCandidate),
    ofChange!,
  );
}

function median(values: Float64Array): number {
  values.sort();
  const middle = values.length >> 1;
  return values.length % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
}
