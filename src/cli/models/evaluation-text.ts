import type { EvaluationSummaryFragment } from '../../client/index.js';
import { figure, table } from '../format.js';

type Metric = EvaluationSummaryFragment['metrics'][number];

export function metricsTable(evaluations: readonly EvaluationSummaryFragment[]): string {
  const rows = evaluations.flatMap(({ datasetVersion, split, metrics }) =>
    metrics.map((metric) => [`${datasetVersion.ref} ${split}`, ...metricCells(metric)]),
  );
  return table(['MEASURED ON', 'METRIC', 'VALUE', '95% INTERVAL', 'SAMPLE'], rows);
}

/** A section a line, and a metric a column. */
export function sectionsTable(sections: EvaluationSummaryFragment['sections']): string {
  // A section of which nothing is known has a coverage only.
  const [fullest] = [...sections].sort((a, b) => b.metrics.length - a.metrics.length);
  const names = fullest?.metrics.map(({ name }) => name) ?? [];
  const rows = sections.map(({ name, metrics }) => [
    name,
    ...names.map((column) => {
      const value = metrics.find((metric) => metric.name === column)?.value;
      return value === undefined ? '-' : figure(value);
    }),
  ]);
  return table(['SECTION', ...names], rows);
}

export function neighboursTable(samples: EvaluationSummaryFragment['neighbours']): string {
  const rows = samples.map(({ word, neighbours }) => [word, neighbours.map((near) => near.word).join(', ')]);
  return table(['WORD', 'NEAREST'], rows);
}

function metricCells({ name, value, interval, sampleSize }: Metric): string[] {
  return [
    name.toLowerCase(),
    figure(value),
    interval ? `${figure(interval.lower)} to ${figure(interval.upper)}` : '-',
    sampleSize === null ? '-' : String(sampleSize),
  ];
}
