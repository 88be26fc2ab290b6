import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { RequestContext } from '../../src/access/context.js';
import type { ModelVersion } from '../../src/models/versions/model-version.entity.js';
import { loadServableVersions } from '../../src/models/versions/servable-version.js';
import { freePort } from '../../src/storage/postgres/postmaster.js';
import { runSluice } from '../cli/run-sluice.js';
import { TestHome, TestWorker } from '../inference/worker/worker-process.js';
import { eventually } from '../support/eventually.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';
import { type InferenceWorkersForTest, startInferenceWorkers } from '../support/inference-workers.js';
import { createEnvironmentAt, releaseAt } from '../support/released.js';
import { adminContext, seedModel, seedVersion } from '../support/seed.js';
import { seedTextClassifier } from '../support/text-classifier.js';

const TOKEN = 'token-of-the-other-server';
const TEXTS = ['buy cheap pills 3', 'the meeting is at 2 today', ''];

let workers: InferenceWorkersForTest;
let home: TestHome;
let ports: { http: number; grpc: number };
let foreign: TestWorker;
let gateway: GatewayForTest;
let context: RequestContext;
/** One for each server, by its name. */
let spamFilters: Record<string, ModelVersion>;
let plusOne: ModelVersion;
let plusTwo: ModelVersion;

beforeAll(async () => {
  [workers, home] = await Promise.all([startInferenceWorkers(1), TestHome.create()]);
  ports = { http: await freePort(), grpc: await freePort() };
  foreign = await startForeign();
  const grpc = `grpc://127.0.0.1:${ports.grpc}`;
  const env = {
    ...workers.env,
    INFERENCE_SERVERS: `over-http=${foreign.url} over-grpc=${grpc} locked-http=${foreign.url} locked-grpc=${grpc}`,
    INFERENCE_SERVER_TOKENS: `over-http=${TOKEN} over-grpc=${TOKEN} locked-grpc=nonsense`,
  };
  gateway = await startGatewayForTest({ env });
  context = await adminContext(gateway);
  spamFilters = {
    'over-http': await seedTextClassifier(context, 'spam-filter-over-http'),
    'over-grpc': await seedTextClassifier(context, 'spam-filter-over-grpc'),
  };
  const adder = await seedModel(context, 'adder');
  plusOne = await seedVersion(context, adder, 1);
  plusTwo = await seedVersion(context, adder, 2);
  await loadThere();
}, 120_000);
afterAll(async () => {
  await gateway.close();
  await Promise.all([workers.stop(), foreign.stop('SIGKILL')]);
  await home.remove();
});

/** A worker that is none of the gateway's own: to the gateway it is a server of others. */
function startForeign(): Promise<TestWorker> {
  return TestWorker.start(home, {
    ARTIFACTS_URL: workers.env.ARTIFACTS_URL!,
    INFERENCE_TOKEN: TOKEN,
    INFERENCE_PORT: String(ports.http),
    INFERENCE_GRPC_PORT: String(ports.grpc),
  });
}

/** What its operator does there, beforehand. */
async function loadThere(): Promise<void> {
  for (const [name, version] of Object.entries({ theirs: spamFilters['over-http']!, 'their-adder': plusOne })) {
    const { files } = (await loadServableVersions(context.db.manager, [version.id])).get(version.id)!;
    const body = { parameters: { manifest: JSON.stringify(files), pinned: true } };
    const headers = { authorization: `Bearer ${TOKEN}` };
    const { status } = await foreign.request('POST', `/v2/repository/models/${name}/load`, body, headers);
    expect(status).toBe(200);
  }
}

async function ask<T>(query: string, variables: Record<string, unknown>): Promise<T> {
  const { data, errors } = await gateway.ask(query, variables);
  if (errors) throw Object.assign(new Error(errors[0]!.message), errors[0]!.extensions);
  return data as T;
}

const START = `mutation ($input: StartReleaseInput!) { startRelease(input: $input) { ... on ReleasePayload { release { id } } } }`;
const SETTLED = `query ($id: ID!) { release(id: $id, waitUpTo: "PT30S") {
  state outcome { message } server { name model modelVersion } previousServer { name } previousVersion { number } } }`;
const ROLLBACK = `mutation ($input: ReleaseActionInput!) { rollbackRelease(input: $input) { ... on ReleasePayload { release { state } } } }`;
const ROUTES = `query ($environment: String!, $model: String!) { environment(name: $environment) { deployment(model: $model) {
  routes { ready server { name model } modelVersion { number } } } } }`;
const PREDICT = `query ($input: PredictInput!) { predict(input: $input) { results {
  ... on Classification { id label score } ... on PredictionFailure { message } } } }`;
const HEALTH = `query ($environment: String!, $model: String!) { environment(name: $environment) { deployment(model: $model) {
  health(window: "PT1M") { requestCount errorRate predictedLabels { label count } } } } }`;
const RECORD = `query ($id: ID!) { prediction(id: $id) { input { text } modelVersion { number } route { release { id server { name } } }
  lineage { kind } } }`;

interface Settled {
  state: string;
  outcome: { message: string };
  server: object | null;
}
interface Answered {
  id: string;
  label: string;
  score: number;
}

async function release(environment: string, version: ModelVersion, server: object, maxDuration = 'PT20S') {
  const strategy = { allAtOnce: { drain: 'PT1S' } };
  const input = { idempotencyKey: randomUUID(), environment, modelVersion: version.id, strategy, server, maxDuration };
  const { startRelease } = await ask<{ startRelease: { release: { id: string } } }>(START, { input });
  const { id } = startRelease.release;
  return { id, ...(await ask<{ release: Settled }>(SETTLED, { id })).release };
}

async function routes(environment: string, model: string): Promise<{ ready: boolean; server: object | null }[]> {
  interface Found {
    environment: { deployment: { routes: { ready: boolean; server: object | null }[] } };
  }
  return (await ask<Found>(ROUTES, { environment, model })).environment.deployment.routes;
}

async function predict(environment: string, model: string): Promise<Answered[]> {
  const target = { deployment: { environment, model } };
  const input = { target, inputs: { texts: TEXTS } };
  return (await ask<{ predict: { results: Answered[] } }>(PREDICT, { input })).predict.results;
}

async function add(
  environment: string,
  x: number[],
): Promise<{ status: number; body: { outputs?: { data: number[] }[] } }> {
  const url = new URL(`/environments/${environment}/v2/models/adder/infer`, gateway.url);
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.token}` },
    body: JSON.stringify({ inputs: [{ name: 'x', shape: [x.length], datatype: 'FP32', data: x }] }),
  });
  return { status: response.status, body: (await response.json()) as { outputs?: { data: number[] }[] } };
}

const judged = (answers: readonly Answered[]) => answers.map(({ label, score }) => ({ label, score }));

describe.each(['over-http', 'over-grpc'])('a version that is released onto a server, %s', (name) => {
  const environment = `env-${name}`;
  const theirs = { name, model: 'theirs' };
  const model = `spam-filter-${name}`;
  let spamFilter: ModelVersion;
  let own: Answered[];
  let releaseId: string;

  beforeAll(async () => {
    await createEnvironmentAt(gateway, environment);
    spamFilter = spamFilters[name]!;
    await releaseAt(gateway, environment, spamFilter.id);
    own = await predict(environment, model);
  }, 120_000);

  test('is promoted when the server is ready with a model of its signature', async () => {
    const { id, ...settled } = await release(environment, spamFilter, theirs);
    releaseId = id;
    expect(settled).toEqual({
      state: 'PROMOTED',
      outcome: {
        message: `The inference server "${name}" was ready with "theirs".`,
      },
      server: { ...theirs, modelVersion: null },
      previousServer: null,
      previousVersion: { number: 1 },
    });
    await eventually('the route is ready', async () => (await routes(environment, model))[0]!.ready);
    expect(await routes(environment, model)).toEqual([{ ready: true, server: theirs, modelVersion: { number: 1 } }]);
  });

  test('its predictions are those of our own lanes, which have given it up', async () => {
    await eventually('our own workers unloaded it', () => !gateway.serving.workers.isLoaded(spamFilter.id));
    expect(judged(await predict(environment, model))).toEqual(judged(own));
  });

  test('health counts them, and their records and lineage name the release', async () => {
    const [first] = await predict(environment, model);
    const { prediction } = await eventually('the record is written', async () => {
      const found = await ask<{ prediction: object | null }>(RECORD, { id: first!.id });
      return found.prediction && found;
    });
    expect(prediction).toMatchObject({
      input: { text: TEXTS[0] },
      modelVersion: { number: 1 },
      route: { release: { id: releaseId, server: { name } } },
    });
    const health = await eventually('health has seen nine predictions', async () => {
      const found = await ask<{ environment: { deployment: { health: { requestCount: number } } } }>(HEALTH, {
        environment,
        model,
      });
      return found.environment.deployment.health.requestCount >= 9 && found.environment.deployment.health;
    });
    expect(health).toMatchObject({ errorRate: 0, requestCount: 9 });
    const lanes = await context.db.query<{ lane: string }[]>(
      `SELECT DISTINCT lane FROM health_window WHERE lane = $1`,
      [name],
    );
    expect(lanes).toEqual([{ lane: name }]);
  });

  test('a rollback goes back to our own lanes', async () => {
    const input = { id: releaseId, idempotencyKey: randomUUID() };
    expect(await ask(ROLLBACK, { input })).toMatchObject({ rollbackRelease: { release: { state: 'ROLLED_BACK' } } });
    const [back] = await routes(environment, model);
    expect(back).toMatchObject({ server: null, modelVersion: { number: 1 } });
    await eventually('our own workers have it', () => gateway.serving.workers.isLoaded(spamFilter.id));
    expect(judged(await predict(environment, model))).toEqual(judged(own));
  });

  test('the command line releases onto it and tells who answers; tensors go there, too', async () => {
    const env = { SLUICE_URL: gateway.url, SLUICE_TOKEN: gateway.token };
    const there = ['--server', name, '--server-model', 'their-adder', '--server-model-version', '1'];
    const started = await runSluice(env, 'release', 'start', 'adder@1', '-e', environment, ...there);
    expect([started.code, started.stdout]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^answered by +${name}/their-adder@1$`, 'm')),
    ]);
    const { stdout } = await runSluice(env, 'release', 'status', '-e', environment);
    expect(stdout).toMatch(new RegExp(`^adder +adder@1 at ${name}/their-adder@1 `, 'm'));
    expect((await add(environment, [1, 2.5])).body).toMatchObject({
      outputs: [{ name: 'y', datatype: 'FP32', shape: [2], data: [2, 3.5] }],
    });
  });

  test('its statistics and its configuration are told under the name of the model here', async () => {
    const get = async <T>(path: string): Promise<T> => {
      const url = new URL(`/environments/${environment}/v2/models/${path}`, gateway.url);
      const response = await fetch(url, { headers: { authorization: `Bearer ${gateway.token}` } });
      expect(response.status).toBe(200);
      return (await response.json()) as T;
    };
    interface Counted {
      model_stats: { name: string; version: string; inference_stats: { success: { count: number } } }[];
    }
    const count = async (path: string) => {
      const found = (await get<Counted>(path)).model_stats.find((one) => one.name === 'adder');
      expect(found).toMatchObject({ name: 'adder', version: '1' });
      return found!.inference_stats.success.count;
    };
    const before = await count('adder/stats');
    await add(environment, [1]);
    expect(await count('adder/stats')).toBe(before + 1);
    expect(await count('stats')).toBe(before + 1);
    expect(await get('adder/config')).toMatchObject({
      name: 'adder',
      platform: 'onnxruntime_onnx',
      max_batch_size: expect.any(Number),
      input: [{ name: 'x', data_type: 'TYPE_FP32', dims: [] }],
      output: [{ name: 'y', data_type: 'TYPE_FP32', dims: [] }],
    });
  });

  test('a rollback goes back to the server that answered before', async () => {
    const { id } = await release(environment, plusTwo, { name, model: 'their-adder' });
    const input = { id, idempotencyKey: randomUUID() };
    await ask(ROLLBACK, { input });
    expect(await routes(environment, 'adder')).toMatchObject([
      { server: { name, model: 'their-adder' }, modelVersion: { number: 1 } },
    ]);
  });

  test('a model that does not fit fails the release at once, and says each difference', async () => {
    expect(await release(environment, spamFilter, { name, model: 'their-adder' })).toMatchObject({
      state: 'FAILED',
      outcome: {
        message: `"their-adder" at the inference server "${name}" does not fit the signature of the version: the input "text" of BYTES [-1] is missing; the output "probabilities" of FP32 [-1, 2] is missing; it takes "x" of FP32 [-1], which the version does not.`,
      },
    });
  });

  test('a model that is not there fails the release when its time is over', async () => {
    const { state, outcome } = await release(environment, spamFilter, { name, model: 'nothing' }, 'PT1S');
    expect({ state, ...outcome }).toEqual({
      state: 'FAILED',
      message: `"nothing" is not ready at the inference server "${name}". Load it there.`,
    });
  });

  test('a token that the server refuses fails the release, too', async () => {
    const locked = { name: name.replace('over', 'locked'), model: 'theirs' };
    const { state, outcome } = await release(environment, spamFilter, locked, 'PT1S');
    expect(state).toBe('FAILED');
    expect(outcome.message).toContain(`The inference server "${locked.name}" refuses its token`);
    expect(outcome.message).toContain('INFERENCE_SERVER_TOKENS');
  });

  test('what the model says of the inputs reaches the caller', async () => {
    expect(await add(environment, [])).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT', error: expect.stringContaining('The batch is empty') },
    });
  });

  test('a server that died is UNAVAILABLE with the reason, and answers again when it is back', async () => {
    await foreign.stop('SIGKILL');
    expect(await add(environment, [1])).toMatchObject({
      status: 503,
      body: { code: 'UNAVAILABLE', reason: 'UNREACHABLE', error: expect.stringContaining(`"${name}" at`) },
    });
    await eventually('the route is not ready', async () => !(await routes(environment, 'adder'))[0]!.ready);
    foreign = await startForeign();
    await loadThere();
    const { body } = await eventually('it answers again', async () => {
      const answer = await add(environment, [1]);
      return answer.status === 200 && answer;
    });
    expect(body.outputs![0]!.data).toEqual([2]);
  });
});

test('a server that nobody configured is refused before a release starts', async () => {
  await expect(release('env-over-http', plusOne, { name: 'elsewhere', model: 'theirs' })).rejects.toThrow(
    'There is no inference server "elsewhere". INFERENCE_SERVERS names over-http, over-grpc, locked-http, locked-grpc.',
  );
});
