import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateDatasetDocument,
  HealthDocument,
  isSluiceError,
  JobMetricsDocument,
  type SluiceClient,
} from '../../../src/client/index.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../src/storage/embedded-postgres.js';
import { eventually } from '../../support/eventually.js';
import { Installation } from '../../support/installation.js';
import {
  add,
  createEnvironment,
  createModel,
  datasetNames,
  finishedJob,
  followUpdates,
  registerAdder,
  release,
  startImport,
  startTraining,
} from '../../support/lifecycle.js';
import { topicCsv, topicTexts } from '../../training/topics.js';

let folder: string;
let postgres: EmbeddedPostgres;
let installation: Installation;
let client: SluiceClient;
/** Predictions that were asked for since the release, and reached a worker. */
let answered = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-postgres-'));
  await chmod(folder, 0o755);
  postgres = await startEmbeddedPostgres({ folder });
  installation = await Installation.create(postgres.url, 1);
  const [gateway] = await Promise.all([
    installation.gateway(),
    installation.jobWorker(),
    installation.inferenceWorker(0),
  ]);
  client = installation.client(gateway);
  await createModel(client, 'adder', 'TENSORS');
  await createEnvironment(client, 'production');
  await release(client, 'production', await registerAdder(client, 'adder', 10));
  await createModel(client, 'topic', 'CLASSIFICATION');
  await finishedJob(client, await startImport(client, 'topics', topicCsv(topicTexts(8_000, 0, 60))));
}, 90_000);
afterAll(async () => {
  await installation.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}, 120_000);

test.each([
  ['is restarted', 'SIGINT'],
  ['crashes', 'SIGKILL'],
] as const)(
  'when Postgres %s, predictions go on, the job finishes, and no event, write or second of health is missing',
  async (_, signal) => {
    const training = await startTraining(client, 'topic', 'topics@1');
    const started = { id: training.id, after: training.eventCursor };
    const updates = followUpdates(client, started);
    const losses: number[] = [];
    const metrics = followLoss(training.id, losses);
    const load = startLoad(signal.toLowerCase());
    try {
      await eventually('some load and metrics', () => load.written.length > 5 && losses.length > 2, 60_000);
      const before = await postmaster();
      process.kill(before, signal);
      await eventually('another Postgres', async () => (await postmaster().catch(() => before)) !== before);
      const [answeredBefore, writtenBefore] = [answered, load.written.length];
      await eventually(
        'load after it',
        () => answered > answeredBefore + 20 && load.written.length > writtenBefore + 5,
      );
      expect(await finishedJob(client, training.id)).toMatchObject({ state: 'SUCCEEDED' });
    } finally {
      await load.stop();
    }
    expect(load.unanswered).toEqual([]);
    expect(load.refusedWrites.filter(({ code }) => code !== 'UNAVAILABLE')).toEqual([]);
    expect(await datasetNames(client)).toEqual(expect.arrayContaining(load.written));
    const health = await eventually('health of all predictions', async () => {
      const { health: seen } = await client.request(HealthDocument, { environment: 'production', model: 'adder' });
      return (seen?.requestCount ?? 0) >= answered && seen;
    });
    expect(health.requestCount).toBe(answered);

    expect(await updates).toEqual(await followUpdates(client, started));
    await metrics;
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
  },
  120_000,
);

/** Adds the loss of each pass of a training to `losses`, until it has finished. */
async function followLoss(id: string, losses: number[]): Promise<void> {
  for await (const { jobMetrics } of client.subscribe(JobMetricsDocument, { id, names: ['train_loss'] }))
    losses.push(...jobMetrics.metrics.map(({ value }) => value));
}

/** The process id of the server. */
async function postmaster(): Promise<number> {
  const [pid] = (await readFile(join(folder, 'cluster', 'data', 'postmaster.pid'), 'utf8')).split('\n');
  return Number(pid);
}

/** Predictions and writes until it is stopped. */
function startLoad(prefix: string) {
  const load = {
    written: [] as string[],
    refusedWrites: [] as { code: string; message: string }[],
    unanswered: [] as unknown[],
    stop: () => Promise.resolve(),
  };
  let ending = false;
  const predicting = async (): Promise<void> => {
    while (!ending) {
      try {
        expect(await add(client, 'production', 'adder', 1)).toBe(11);
        answered += 1;
      } catch (error) {
        load.unanswered.push(error);
      }
    }
  };
  const writing = async (): Promise<void> => {
    for (let n = 0; !ending; n++) {
      const name = `${prefix}-${n}`;
      try {
        await client.request(CreateDatasetDocument, { input: { name } });
        load.written.push(name);
      } catch (error) {
        load.refusedWrites.push({ code: isSluiceError(error) ? error.code : 'NO_CODE', message: String(error) });
      }
    }
  };
  const work = Promise.all([predicting(), predicting(), writing()]);
  load.stop = async () => {
    ending = true;
    await work;
  };
  return load;
}
