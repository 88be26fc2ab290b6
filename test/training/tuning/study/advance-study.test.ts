import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { RequestContext } from '../../../../src/access/context.js';
import { beginAttempt } from '../../../../src/jobs/attempts/begin-attempt.js';
import { pauseAttempt } from '../../../../src/jobs/attempts/checkpoints.js';
import { cancelAttempt } from '../../../../src/jobs/attempts/end-attempt.js';
import type { AttemptRef } from '../../../../src/jobs/attempts/fence.js';
import { JobRow } from '../../../../src/jobs/job.entity.js';
import { InvalidInputError } from '../../../../src/lib/errors.js';
import { ModelTask } from '../../../../src/models/model.entity.js';
import { isReferencedByEncoding } from '../../../../src/training/tuning/encodings/is-referenced-by-encoding.js';
import { studyFiles } from '../../../../src/training/tuning/encodings/study-files.js';
import { TuningEncoding } from '../../../../src/training/tuning/encodings/tuning-encoding.entity.js';
import type { Parameters } from '../../../../src/training/tuning/search/space.js';
import { type GatewayForTest, startGatewayForTest } from '../../../support/gateway.js';
import { adminContext } from '../../../support/seed.js';
import { type Figures, SimulatedWorkers } from '../../../support/simulated-trials.js';
import { L2_STUDY, lastValue, seedModel, seedTopics, startStudy, studyOf, trialsOf } from '../../../support/studies.js';

let gateway: GatewayForTest;
let context: RequestContext;

beforeAll(async () => {
  gateway = await startGatewayForTest();
  context = await adminContext(gateway);
  await seedTopics(context, 'topics', 60);
  await seedModel(context, 'topic', ModelTask.CLASSIFICATION);
}, 120_000);
afterAll(() => gateway.close());

async function ask<T>(query: string, variables: Record<string, unknown>): Promise<T> {
  const { data, errors } = await gateway.ask(query, variables);
  if (errors) throw new Error(errors[0]!.message);
  return data as T;
}

const start = (changes: object = {}) => startStudy(ask, { ...L2_STUDY, ...changes });
const cancel = (id: string) =>
  ask<{ cancelJob: object }>(
    'mutation ($input: JobInput!) { cancelJob(input: $input) { ... on JobPayload { job { state } } } }',
    { input: { idempotencyKey: randomUUID(), id } },
  );
const distance = ({ l2 }: Parameters) => Math.abs(Math.log10(Number(l2)) + 3);
/** Best at an l2 of 0.001, and better with each epoch. */
const figures: Figures = (parameters, epochs) => ({ validation_loss: distance(parameters) + 1 / epochs });
const ASHA = {
  asha: { minEpochs: 1, reductionFactor: 3 },
  training: { ...L2_STUDY.training, settings: { maximumEntropy: { epochs: 9 } } },
};

test('the same seed gives the same trials, another seed others', async () => {
  const studies = [];
  for (const seed of [7, 7, 8]) {
    const workers = new SimulatedWorkers(context, figures);
    const id = await start({ sampler: 'TPE', maxTrials: 12, seed, ...ASHA });
    await workers.runAll(id);
    expect(await studyOf(ask, id)).toMatchObject({ state: 'SUCCEEDED', progress: { done: 12, total: 12 } });
    studies.push((await trialsOf(ask, id)).map(({ trial }) => trial));
  }
  expect(studies[0]).toHaveLength(12);
  expect(studies[1]).toEqual(studies[0]);
  expect(studies[2]).not.toEqual(studies[0]);
}, 120_000);

test('ASHA pauses trials at its rungs, lets the best go on from their checkpoint, and stops the others at the end', async () => {
  const workers = new SimulatedWorkers(context, figures);
  const id = await start({ sampler: 'RANDOM', maxTrials: 9, ...ASHA });
  await workers.runAll(id);
  const trials = await trialsOf(ask, id);
  const order = [...trials].sort((a, b) => lastValue(a, 'validation_loss') - lastValue(b, 'validation_loss'));
  const states = trials.map(({ trial }) => trial.state);
  expect(states.filter((state) => state === 'COMPLETED')).toHaveLength(1);
  expect(states.filter((state) => state === 'STOPPED')).toHaveLength(8);
  const best = trials.find(({ trial }) => trial.state === 'COMPLETED')!;
  expect(best.trial.reports.map(({ epochs }) => epochs)).toEqual([1, 3, null]);
  expect(best.attempts.map(({ end, resumedFromCheckpoint }) => [end, resumedFromCheckpoint])).toEqual([
    ['PAUSED', false],
    ['PAUSED', true],
    ['SUCCEEDED', true],
  ]);
  expect(order[0]!.id).toBe(best.id);
  // No epoch was trained twice, and those that were left behind trained only to their rung.
  for (const { trial } of trials) {
    const epochs = { 1: 1, 2: 3, 3: 9 }[trial.reports.length]!;
    expect(workers.trained.get(trial.number)).toEqual(Array.from({ length: epochs }, (_, at) => at + 1));
  }
  expect((await studyOf(ask, id)).result).toMatchObject({ origin: { id: best.id } });
  expect(await keptBy(id)).toBe(0);
});

/** How many trials of a study keep a checkpoint, or what they made. */
async function keptBy(studyId: string): Promise<number> {
  const [kept] = await context.db.query<[{ count: string }]>(
    `SELECT count(*) FROM tuning_trial trial JOIN job ON job.id = trial.job_id
     WHERE study_id = $1 AND (job.checkpoint_digest IS NOT NULL OR trained IS NOT NULL)`,
    [studyId],
  );
  return Number(kept.count);
}

test('too few trials for a promotion to the end: the study still ends with a version', async () => {
  const workers = new SimulatedWorkers(context, figures);
  const id = await start({ sampler: 'RANDOM', maxTrials: 2, ...ASHA });
  await workers.runAll(id);
  const study = await studyOf(ask, id);
  expect(study).toMatchObject({ state: 'SUCCEEDED', result: { ref: expect.stringMatching(/^topic@/) } });
  expect((await trialsOf(ask, id)).map(({ trial }) => trial.state).sort()).toEqual(['COMPLETED', 'STOPPED']);
});

test('a trial that diverges counts as failed, with its reason, and the study goes on', async () => {
  const workers = new SimulatedWorkers(context, (parameters, epochs) =>
    distance(parameters) > 1 ? { validation_loss: NaN } : figures(parameters, epochs),
  );
  const id = await start({ sampler: 'RANDOM', maxTrials: 12 });
  await workers.runAll(id);
  const study = await studyOf(ask, id);
  const trials = await trialsOf(ask, id);
  const failed = trials.filter(({ trial }) => trial.state === 'FAILED');
  expect(study.state).toBe('SUCCEEDED');
  expect(trials).toHaveLength(12);
  expect(failed.length).toBeGreaterThan(0);
  expect(failed[0]!.failure!.message).toContain('stopped being a number');
  expect(study.logs.edges.map(({ node }) => node.message).join()).toContain('stopped being a number');
});

test('a study none of whose trials reported anything has failed, and says why', async () => {
  const workers = new SimulatedWorkers(context, () => ({ validation_loss: NaN }));
  const id = await start({ maxTrials: 2 });
  await workers.runAll(id);
  expect(await studyOf(ask, id)).toMatchObject({
    state: 'FAILED',
    failure: { code: 'INVALID_INPUT', message: expect.stringContaining('None of 2 trials') },
    result: null,
  });
});

const LACKING = 'Teacher and student have the same labels.';
const lacksLabel: Figures = () => {
  throw new InvalidInputError(LACKING);
};
test.each([
  ['before they train anything begins no more', lacksLabel, 3, LACKING],
  [
    'while they train goes on, as other settings may do better',
    () => ({ validation_loss: NaN }),
    5,
    'The loss stopped being a number in step 1.',
  ],
] as const)('a study whose trials all fail alike %s', async (_, failing, expected, reason) => {
  const workers = new SimulatedWorkers(context, failing);
  const id = await start({ sampler: 'RANDOM', maxTrials: 5 });
  await workers.runAll(id);
  const study = await studyOf(ask, id);
  expect(study).toMatchObject({
    state: 'FAILED',
    failure: { message: `None of ${expected} trials reported anything. The first that failed: ${reason}` },
  });
  const lines = study.logs.edges.map(({ node }) => node.message);
  expect(lines.some((line) => line.includes('failed alike before'))).toBe(expected === 3);
  expect(await trialsOf(ask, id)).toHaveLength(expected);
});

test('a budget of time or of compute that is spent ends the study with what there is, and stops what runs', async () => {
  for (const budget of [{ maxDuration: 'PT0.001S' }, { maxCompute: 'PT0.001S' }]) {
    const workers = new SimulatedWorkers(context, figures);
    const id = await start({ maxTrials: 50, parallelism: 3, ...budget });
    await workers.runNext(id);
    await workers.advance();
    const study = await studyOf(ask, id);
    const trials = await trialsOf(ask, id);
    expect(study.state).toBe('SUCCEEDED');
    expect(trials.map(({ state }) => state).sort()).toEqual(
      ['CANCELLED', 'CANCELLED', 'SUCCEEDED'].slice(3 - trials.length),
    );
    expect(study.result).toMatchObject({ origin: { id: study.best!.id } });
  }
});

test('many that look at a study at once lose no trial and double none', async () => {
  const workers = new SimulatedWorkers(context, figures);
  const id = await start({ sampler: 'RANDOM', maxTrials: 20, parallelism: 4, ...ASHA });
  for (let round = 0; (await studyOf(ask, id)).state === 'RUNNING'; round++) {
    if (round > 200) throw new Error('The study does not end.');
    await Promise.all([workers.runNext(id), ...Array.from({ length: 4 }, () => workers.advance())]);
  }
  const trials = await trialsOf(ask, id);
  expect(trials.map(({ trial }) => trial.number)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
  for (const epochs of workers.trained.values()) expect(epochs).toEqual(epochs.map((_, at) => at + 1));
  const rungs = trials.map(({ trial }) => trial.reports.length);
  expect(rungs.filter((rung) => rung >= 2).length).toBeGreaterThanOrEqual(6);
  expect(rungs.filter((rung) => rung === 3).length).toBeGreaterThanOrEqual(2);
}, 120_000);

test('cancelling a study stops its trials, those that wait and those that paused, and nothing follows', async () => {
  const workers = new SimulatedWorkers(context, figures);
  const id = await start({ sampler: 'RANDOM', maxTrials: 20, parallelism: 2, ...ASHA });
  await workers.runNext(id);
  await workers.advance();
  const { cancelJob } = await cancel(id);
  expect(cancelJob).toMatchObject({ job: { state: 'CANCELLED' } });
  await workers.advance();
  const trials = await trialsOf(ask, id);
  expect(trials.map(({ state }) => state)).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED']);
  expect(await workers.runNext(id)).toBe(false);
  const { retryJob } = await ask<{ retryJob: { message: string } }>(
    'mutation ($input: JobInput!) { retryJob(input: $input) { ... on JobNotActive { message } } }',
    { input: { idempotencyKey: randomUUID(), id } },
  );
  expect(retryJob.message).toContain('not tried again');
});

test.each([
  ['is stopped', (attempt: AttemptRef) => cancelAttempt(context.db, attempt, new Date())],
  [
    'pauses at that instant',
    (attempt: AttemptRef) =>
      pauseAttempt(context.db, context.blobs, attempt, Buffer.from('2'), () => Promise.resolve(), new Date()),
  ],
])('a trial that runs when its study is cancelled, and %s, is cancelled and keeps no checkpoint', async (_, end) => {
  const workers = new SimulatedWorkers(context, figures);
  const id = await start({ sampler: 'RANDOM', maxTrials: 9, ...ASHA });
  for (let trial = 1; trial <= 3; trial++) {
    await workers.runNext(id);
    await workers.advance();
  }
  const promoted = (await trialsOf(ask, id)).find(({ trial }) => trial.state === 'WAITING')!;
  const { dispatchId } = await context.db.getRepository(JobRow).findOneByOrFail({ id: promoted.id });
  const delivery = { jobId: promoted.id, dispatchId, workerId: 'worker_of_the_test' };
  const attempt = await beginAttempt(context.db, delivery, new Date());
  await cancel(id);
  await end(attempt!);
  expect(await keptBy(id)).toBe(3);
  await workers.advance();
  expect(await keptBy(id)).toBe(0);
  const stopped = (await trialsOf(ask, id)).find((trial) => trial.id === promoted.id)!;
  expect(stopped).toMatchObject({ state: 'CANCELLED', trial: { state: 'STOPPED' } });
  expect(stopped.attempts.map((known) => known.end)).toEqual(['PAUSED', 'CANCELLED']);
});

test('a trial that someone cancels leaves its place to another', async () => {
  const workers = new SimulatedWorkers(context, figures);
  const id = await start({ sampler: 'RANDOM', maxTrials: 3 });
  const [first] = await trialsOf(ask, id);
  await cancel(first!.id);
  await workers.advance();
  await workers.runAll(id);
  expect((await trialsOf(ask, id)).map(({ trial }) => trial.state)).toEqual(['STOPPED', 'COMPLETED', 'COMPLETED']);
  expect((await studyOf(ask, id)).state).toBe('SUCCEEDED');
});

test('of several objectives the study ends with its Pareto front, and no trial becomes a version by itself', async () => {
  const workers = new SimulatedWorkers(context, (parameters) => ({
    validation_loss: distance(parameters),
    validation_accuracy: parameters.wordNgrams === 2 ? 0.9 : 0.8,
  }));
  const objectives = [...L2_STUDY.objectives, { metric: 'validation_accuracy', direction: 'MAXIMIZE' }];
  const id = await start({ objectives, maxTrials: 12 });
  await workers.runAll(id);
  const study = await studyOf(ask, id);
  const trials = await trialsOf(ask, id);
  const values = trials.map((trial) => ({
    id: trial.id,
    loss: lastValue(trial, 'validation_loss'),
    accuracy: lastValue(trial, 'validation_accuracy'),
  }));
  const front = values.filter(
    (a) =>
      !values.some((b) => b.loss <= a.loss && b.accuracy >= a.accuracy && (b.loss < a.loss || b.accuracy > a.accuracy)),
  );
  expect(study.paretoFront.map((trial) => trial.id).sort()).toEqual(front.map((value) => value.id).sort());
  expect(study).toMatchObject({ state: 'SUCCEEDED', best: null, result: null });
  expect(study.importance[0]!.setting).toBe('l2');
  const { tuningStudy } = await ask<{ tuningStudy: { importance: { setting: string }[] } }>(
    'query ($id: ID!) { tuningStudy(id: $id) { importance(metric: "validation_accuracy") { setting } } }',
    { id },
  );
  expect(tuningStudy.importance[0]!.setting).toBe('wordNgrams');
  const register = (trial: string) =>
    ask<{ registerTrial: { modelVersion: { lineage: { summary: string }[] } } }>(
      'mutation ($input: RegisterTrialInput!) { registerTrial(input: $input) { modelVersion { ref lineage { summary } } } }',
      { input: { idempotencyKey: randomUUID(), trial } },
    );
  const chosen = front[0]!.id;
  const { registerTrial } = await register(chosen);
  expect(registerTrial.modelVersion.lineage[0]!.summary).toContain(`of the study ${id}.`);
  await expect(register(chosen)).rejects.toThrow('already');
  await expect(register(trials.find((trial) => !front.some((value) => value.id === trial.id))!.id)).rejects.toThrow(
    'Other trials are better in every objective',
  );
});

test('what trials keep for one another is theirs until the study ends; what is damaged counts as nothing', async () => {
  const { db, blobs } = context;
  const filesOf = (study: string) => studyFiles(context, study);
  const workers = new SimulatedWorkers(context, figures);
  const [id, other] = [await start({ sampler: 'RANDOM', maxTrials: 2 }), await start({ maxTrials: 1 })];
  const files = filesOf(id);
  expect(await files.read('words')).toBeNull();
  await files.keep('words', Buffer.from('encoded'));
  await files.keep('words', Buffer.from('encoded'));
  expect(Buffer.from((await files.read('words'))!).toString()).toBe('encoded');
  expect(await filesOf(other).read('words')).toBeNull();
  const { digest } = await db.manager.findOneByOrFail(TuningEncoding, { studyId: id });
  expect(await isReferencedByEncoding(db.manager, digest)).toBe(true);

  await blobs.delete(digest);
  expect(await files.read('words')).toBeNull();
  await files.keep('words', Buffer.from('encoded'));
  expect(await files.read('words')).not.toBeNull();

  await workers.runAll(id);
  expect(await studyOf(ask, id)).toMatchObject({ state: 'SUCCEEDED' });
  expect(await db.manager.findBy(TuningEncoding, { studyId: id })).toEqual([]);
  expect(await isReferencedByEncoding(db.manager, digest)).toBe(false);
}, 120_000);
