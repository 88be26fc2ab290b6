import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RequestContext } from '../../../src/access/context.js';
import { ModelTask } from '../../../src/models/model.entity.js';
import { type GatewayForTest, startGatewayForTest } from '../../support/gateway.js';
import { type Program, startProgram } from '../../support/programs.js';
import { adminContext } from '../../support/seed.js';
import {
  ended,
  L2_STUDY,
  lastValue,
  seedModel,
  seedTopics,
  startStudy,
  type Trial,
  trialsOf,
} from '../../support/studies.js';

let gateway: GatewayForTest;
let context: RequestContext;
let worker: Program;

beforeAll(async () => {
  gateway = await startGatewayForTest();
  context = await adminContext(gateway);
  await seedTopics(context);
  await seedModel(context, 'topic', ModelTask.CLASSIFICATION);
  await seedModel(context, 'vectors', ModelTask.EMBEDDING);
  worker = startProgram('job-worker.js', [], context.config);
}, 120_000);
afterAll(async () => {
  worker.signal('SIGKILL');
  await worker.exited;
  await gateway.close();
});

async function ask<T>(query: string, variables: Record<string, unknown>): Promise<T> {
  const { data, errors } = await gateway.ask(query, variables);
  if (errors) throw new Error(JSON.stringify([errors[0]!.message, errors[0]!.extensions]));
  return data as T;
}

const start = (changes: object = {}) => startStudy(ask, { ...L2_STUDY, ...changes });
const loss = (trial: Trial) => lastValue(trial, 'validation_loss');

test('a study tries settings, tells the best so far, and makes the best trial a version whose lineage names it', async () => {
  const id = await start({ sampler: 'RANDOM', maxTrials: 3 });
  const study = await ended(ask, id);
  const trials = await trialsOf(ask, id);
  expect(study).toMatchObject({ state: 'SUCCEEDED', failure: null, progress: { done: 3, total: 3, fraction: 1 } });
  expect(trials.map(({ trial }) => [trial.number, trial.state])).toEqual(
    [1, 2, 3].map((number) => [number, 'COMPLETED']),
  );
  const best = trials.reduce((a, b) => (loss(b) < loss(a) ? b : a));
  expect(study.best!.id).toBe(best.id);
  expect(study.result).toMatchObject({
    ref: 'topic@1',
    origin: { id: best.id },
    lineage: [
      {
        kind: 'TRAINING',
        summary: expect.stringContaining(`as trial ${best.trial.number} of the study ${id}.`),
        inputs: [{ ref: 'topics@1' }],
        subject: { id: best.id },
      },
    ],
  });
  expect(trials.filter(({ result }) => result)).toMatchObject([{ id: best.id, result: { ref: 'topic@1' } }]);
  const curve = study.metricSeries.find(({ name }) => name === 'best_validation_loss')!.points;
  const soFar = trials.map((_, at) => Math.min(...trials.slice(0, at + 1).map(loss)));
  expect(curve.map(({ value }) => value)).toEqual(soFar);
  for (const { trial } of trials) {
    const l2 = Number(trial.parameters.find(({ setting }) => setting === 'l2')!.value);
    expect(l2).toBeGreaterThanOrEqual(1e-6);
    expect(l2).toBeLessThanOrEqual(1);
  }
}, 90_000);

describe('what cannot go well is refused before a trial begins, by name', () => {
  const inSpace = (setting: string, values: object) => ({ space: [{ setting, values }] });
  const training = (settings: object, changes: object = {}) => ({
    training: { ...L2_STUDY.training, settings, ...changes },
  });
  test.each([
    [inSpace('l3', { range: { from: 1, to: 2 } }), 'l3: there is no such setting'],
    [inSpace('l2', { range: { from: 1, to: 1000 } }), 'l2 1000: l2 is 1e-9 to 100.'],
    [inSpace('l2', { range: { from: 0, to: 1, logarithmic: true } }), 'begins above 0'],
    [inSpace('wordNgrams', { range: { from: 1, to: 9 } }), 'wordNgrams is 0 to 5'],
    [inSpace('wordNgrams', { numbers: [1, 1.5] }), 'it is a whole number'],
    [inSpace('classWeights', { choices: ['NONE', 'HALF'] }), '\\"HALF\\" is none of NONE, BALANCED'],
    [inSpace('classWeights', { range: { from: 0, to: 1 } }), 'give its values as choices'],
    [inSpace('hashBuckets', { range: { from: 256, to: 1024 } }), 'A training refuses'],
    [{ space: [] }, '1 to 32 settings'],
    [{ objectives: [{ metric: 'accuracy', direction: 'MAXIMIZE' }] }, 'They report validation_loss'],
    [{ maxTrials: 0 }, 'maxTrials is 1 to 1000'],
    [training({ maximumEntropy: {} }, { evaluationSplit: 'nowhere' }), 'no split \\"nowhere\\"'],
    [training({ maximumEntropy: {} }, { model: 'nobody' }), 'No model \\"nobody\\"'],
    [training({ word2vec: {} }, { model: 'vectors' }), 'report nothing of held-out rows'],
    [{ asha: { minEpochs: 30 } }, 'minEpochs is 1 to below the 30 epochs'],
    [{ ...inSpace('epochs', { range: { from: 5, to: 30 } }), asha: {} }, 'take them out of the space'],
    [{ ...inSpace('wordNgrams', { range: { from: 1, to: 2 } }), asha: {} }, 'Without an l2'],
    [
      {
        ...training({ fastTextClassifier: {} }),
        ...inSpace('dimensions', { range: { from: 5, to: 30 } }),
        asha: {},
      },
      'cannot pause and go on',
    ],
  ])('%j', async (changes, sentence) => {
    await expect(start(changes)).rejects.toThrow(sentence);
  });
});
