import { expect, test } from '@jest/globals';
import { type TrainingReport, watchTraining } from '../../../../src/training/embeddings/threads/watch-training.js';

test('a training that ends while its beginning is reported has its loss reported, too', async () => {
  const { promise: over, resolve: end } = Promise.withResolvers<undefined>();
  const loss = { sum: 0, pairs: 0 };
  const reports: TrainingReport[] = [];
  const training = { over, done: () => loss.pairs, loss: () => ({ ...loss }), state: () => new Uint8Array() };
  await watchTraining(training, {
    async onReport(report) {
      reports.push(report);
      if (reports.length > 1) return;
      Object.assign(loss, { sum: 6, pairs: 4 });
      end(undefined);
      await over;
    },
  });

  expect(reports).toMatchObject([
    { done: 0, loss: null },
    { done: 4, loss: 1.5 },
  ]);
});
