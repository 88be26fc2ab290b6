import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { printFigure } from './figure.js';
import { type Target, cpuSeconds, load } from './gateway/load.js';
import { type Installation, startInstallation, startServer } from './installation/programs.js';
import { type SpamFilter, serveSpamFilter } from './gateway/spam-filter.js';

const VERSIONS = 50;
const CONCURRENCY = 8;
const PREDICT_CONCURRENCY = [1, 64];
const ROUNDS = 3;
const IDLE_SECONDS = 3;

const TRIVIAL = { query: '{ viewer { id name role } }' };
const LIST = {
  query: `query Versions($name: String!) {
    model(name: $name) {
      versions(first: 50) {
        edges { cursor node { id number ref digest sizeBytes createdAt model { id name task } } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }`,
  variables: { name: 'bench' },
};
const PREDICT = `query ($deployment: DeploymentRefInput!, $texts: [String]!) {
  predict(input: { target: { deployment: $deployment }, inputs: { texts: $texts } }) {
    failureCount
    results { ... on Classification { id label scores { label score } } ... on UserError { message } }
  }
}`;

/** `npm run bench -- gateway [--seconds 3]`: what the gateway costs beside the least that any server of this schema must do. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { seconds: { type: 'string', default: '3' } } });
  const seconds = Number(values.seconds);
  const sluice = await startInstallation();
  const floor = await startServer('gateway/floor-server', sluice.databaseUrl);
  try {
    await seedVersions(sluice.databaseUrl);
    const idleShare = await measureIdle(sluice.url);
    for (const [figure, operation] of Object.entries({ trivial: TRIVIAL, list: LIST })) {
      const targets = {
        gateway: graphqlTarget(sluice.url, sluice, operation, idleShare),
        floor: graphqlTarget(floor.url, sluice, operation),
      };
      const { gateway, floor: least } = await measure(figure, targets, CONCURRENCY, seconds);
      report(`${figure}_cpu_ratio`, gateway.cpuUs! / least.cpuUs!, 'times the floor', { concurrency: CONCURRENCY });
    }
    const filter = await serveSpamFilter(sluice);
    const operation = { query: PREDICT, variables: { deployment: filter.deployment, texts: [filter.mail] } };
    const targets = {
      gateway: graphqlTarget(sluice.url, sluice, operation, idleShare),
      worker: workerTarget(sluice, filter),
    };
    for (const concurrency of PREDICT_CONCURRENCY) {
      const { gateway, worker } = await measure('predict', targets, concurrency, seconds);
      report('predict_rate_ratio', gateway.rate / worker.rate, 'times the direct call', { concurrency });
    }
  } finally {
    await floor.stop();
    await sluice.stop();
  }
}

function graphqlTarget(url: string, { token }: Installation, operation: object, idleShare = 0): Target {
  return {
    url,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(operation),
    check: (answer) =>
      answer.includes('"data"') && !answer.includes('"errors"') && !answer.includes('"failureCount":1'),
    cpuUrl: url,
    idleShare,
  };
}

/** CPU seconds a second that the gateway uses without a request: looking for events, workers and releases. */
async function measureIdle(url: string): Promise<number> {
  await delay(IDLE_SECONDS * 1000);
  const before = await cpuSeconds(url);
  await delay(IDLE_SECONDS * 1000);
  const share = ((await cpuSeconds(url)) - before) / IDLE_SECONDS;
  report('idle_cpu', share * 1000, 'ms/s', { of: 'gateway' });
  return share;
}

/** The same prediction asked of an inference worker itself. Its CPU time is the model's, not the protocol's: only its rate is told. */
function workerTarget({ inferenceUrl, inferenceToken }: Installation, { versionId, mail }: SpamFilter): Target {
  return {
    url: `${inferenceUrl}/v2/models/${versionId}/infer`,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${inferenceToken}` },
    body: JSON.stringify({ inputs: [{ name: 'text', datatype: 'BYTES', shape: [1], data: [mail] }] }),
    check: (answer) => answer.includes('"outputs"'),
    cpuUrl: null,
    idleShare: 0,
  };
}

interface Best {
  /** CPU time of the server for each request, in microseconds; null where it is not known. */
  cpuUs: number | null;
  /** Requests a second. */
  rate: number;
}

/** All targets in turns, so that what else the machine does meets each; the best round of each counts. */
async function measure<K extends string>(
  figure: string,
  targets: Record<K, Target>,
  concurrency: number,
  seconds: number,
): Promise<Record<K, Best>> {
  const entries = Object.entries(targets) as [K, Target][];
  const best = Object.fromEntries(entries.map(([name]) => [name, { cpuUs: null, rate: 0 }])) as Record<K, Best>;
  for (const [, target] of entries) await load(target, concurrency, seconds / 2);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, target] of entries) {
      const { rate, cpuUs } = await loadAndWeigh(target, concurrency, seconds);
      best[name].rate = Math.max(best[name].rate, rate);
      if (cpuUs !== null) best[name].cpuUs = Math.min(best[name].cpuUs ?? Infinity, cpuUs);
    }
  }
  for (const [name] of entries) {
    const { cpuUs, rate } = best[name];
    if (cpuUs !== null) report(`${figure}_cpu`, cpuUs, 'us/request', { of: name, concurrency });
    report(`${figure}_rate`, rate, 'requests/s', { of: name, concurrency });
  }
  return best;
}

async function loadAndWeigh(target: Target, concurrency: number, seconds: number): Promise<Best> {
  const { cpuUrl, idleShare } = target;
  const before = cpuUrl === null ? null : await cpuSeconds(cpuUrl);
  const { requests, seconds: took } = await load(target, concurrency, seconds);
  const rate = requests / took;
  if (cpuUrl === null || before === null) return { cpuUs: null, rate };
  const used = (await cpuSeconds(cpuUrl)) - before - idleShare * took;
  return { cpuUs: (used * 1e6) / requests, rate };
}

function report(figure: string, value: number, unit: string, context: Record<string, string | number>): void {
  const rounded = Number(value.toPrecision(4));
  printFigure({ bench: 'gateway', figure, value: rounded, unit, ...context, rounds: ROUNDS, node: process.version });
}

/** A model with versions that have no files: lists read none. */
async function seedVersions(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `INSERT INTO model SELECT 'model_01jd00000000000000000000zz', project_id, 'bench', '', 'TENSORS', '[]', now(), id, NULL, $1
     FROM actor WHERE kind = 'TOKEN'`,
    [VERSIONS],
  );
  await client.query(
    `INSERT INTO model_version
       (id, project_id, model_id, number, digest, size_bytes, parameter_count, signature, tags, origin, settings, created_at, created_by_id)
     SELECT 'modelversion_01jd0000000000000000000' || to_char(n, 'FM000'), project_id, model.id, n,
       'sha256:' || encode(sha256(n::text::bytea), 'hex'), 1000000 + n, 250000,
       '{"inputs": [{"name": "x", "datatype": "FP32", "shape": [-1]}], "outputs": [{"name": "y", "datatype": "FP32", "shape": [-1]}], "labels": []}',
       '[]', '{"uploadedById": "", "fileName": "model.onnx", "note": null}', '{}', now(), created_by_id
     FROM model, generate_series(1, $1) n WHERE name = 'bench'`,
    [VERSIONS],
  );
  await client.end();
}
