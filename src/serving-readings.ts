import type { Reading } from './api/metrics/metrics.js';
import type { Serving } from './serving.js';

/** Figures of serving for /metrics: what this gateway counted since it started. */
export function servingReadings({ health, records, workers }: Serving): Reading[] {
  const figure = (name: string, help: string, value: () => number): Reading => ({
    name,
    help,
    labels: [],
    read: () => Promise.resolve([{ labels: {}, value: value() }]),
  });
  return [
    {
      name: 'sluice_predictions_total',
      help: 'Predictions through deployments that ended here, by outcome.',
      labels: ['outcome'],
      read: () => {
        const { answered, failed } = health.counts();
        return Promise.resolve([
          { labels: { outcome: 'answered' }, value: answered },
          { labels: { outcome: 'failed' }, value: failed },
        ]);
      },
    },
    figure(
      'sluice_prediction_records_dropped_total',
      'Records of predictions that were lost.',
      () => records.droppedCount,
    ),
    figure(
      'sluice_health_windows_dropped_total',
      'Health windows that could not be stored.',
      () => health.counts().droppedWindows,
    ),
    figure('sluice_inference_workers', 'Inference workers configured.', () => workers.workers.length),
    figure(
      'sluice_inference_workers_reachable',
      'Inference workers that answer.',
      () => workers.workers.filter(({ reachable }) => reachable).length,
    ),
  ];
}
