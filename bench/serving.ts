import { parseArgs } from 'node:util';
import { printFigure } from './figure.js';
import { ask } from './installation/ask.js';
import { type Installation, runProgram, startInstallation, startServer } from './installation/programs.js';
import { cpuSecondsBelow } from './serving/cpu.js';
import { type BenchModel, MODELS } from './serving/models.js';
import { PATHS, type Path, requestsOf } from './serving/paths.js';
import { ENVIRONMENT, releaseModel } from './serving/release-models.js';
import { type Request, type SocketLoad, socketLoad, warmUp } from './serving/socket-load.js';

/** Rows of a request, and how many clients send such requests. */
const LOADS = [
  { rows: 1, clients: [1, 8, 64, 256] },
  { rows: 64, clients: [8] },
];

const WARM_CLIENTS = 8;

interface Measured {
  /** Predictions a second. */
  rate: number;
  p50Ms: number;
  workerCpuUs: number;
}

/**
 * `npm run bench -- serving [--seconds 3] [--models bert-like]`: predictions directly at a worker, through /v2 and through GraphQL, beside an
 * HTTP server that answers as many bytes and beside the bare runtime at the batch size that was seen.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { seconds: { type: 'string', default: '3' }, models: { type: 'string', default: '' } },
  });
  const seconds = Number(values.seconds);
  const chosen = MODELS.map((make) => make()).filter(({ name }) => !values.models || values.models.includes(name));
  const sluice = await startInstallation();
  try {
    await ask(
      sluice,
      `mutation { createEnvironment(input: { idempotencyKey: "e", name: "${ENVIRONMENT}" }) { environment { id } } }`,
    );
    for (const model of chosen) await measureModel(sluice, model, seconds);
  } finally {
    await sluice.stop();
  }
}

async function measureModel(sluice: Installation, model: BenchModel, seconds: number): Promise<void> {
  const versionId = await releaseModel(sluice, model);
  for (const { rows, clients } of LOADS) {
    const requests = requestsOf(sluice, model, versionId, rows);
    for (const path of PATHS) await warmUp(requests[path], WARM_CLIENTS);
    for (const count of clients) await measureLoad(sluice, model, versionId, requests, rows, count, seconds);
  }
}

async function measureLoad(
  sluice: Installation,
  model: BenchModel,
  versionId: string,
  requests: Record<Path, Request>,
  rows: number,
  clients: number,
  seconds: number,
): Promise<void> {
  const context = { model: model.name, rows, clients };
  const batches = await batchCounter(sluice, versionId);
  const results = {} as Record<Path, Measured>;
  let batchRows = rows;
  for (const path of PATHS) {
    results[path] = await measurePath(sluice, requests[path], path, rows, clients, seconds, context);
    if (path === 'worker') batchRows = await batches();
  }
  const echo = await measureEcho(requests.worker, rows, clients, seconds);
  const raw = await runProgram<{ rate: number; cpuUs: number }>(
    'serving/raw-loop',
    model.name,
    String(batchRows),
    String(seconds),
  );
  report('echo_cpu', echo, 'us/prediction', context);
  report('raw_cpu', raw.cpuUs, 'us/prediction', { ...context, batchRows });
  report('raw_rate', raw.rate, 'predictions/s', { ...context, batchRows });
  report('worker_cpu_ratio', results.worker.workerCpuUs / (echo + raw.cpuUs), 'times the floor', context);
  for (const path of PATHS)
    report('rate_ratio', results[path].rate / raw.rate, 'of the raw loop', { ...context, path });
  for (const path of ['v2', 'graphql'] as const)
    report('added_latency_p50', results[path].p50Ms - results.worker.p50Ms, 'ms', { ...context, path });
}

async function measurePath(
  { processId }: Installation,
  request: Request,
  path: Path,
  rows: number,
  clients: number,
  seconds: number,
  context: Record<string, string | number>,
): Promise<Measured> {
  const cpu = () => ['inference-worker.js', 'gateway.js'].map((program) => cpuSecondsBelow(processId, program));
  const before = cpu();
  const load = await socketLoad(request, clients, seconds);
  const [workerCpuUs, gatewayCpuUs] = cpu().map(
    (used, at) => ((used - before[at]!) * 1e6) / (load.requests * rows),
  ) as [number, number];
  const rate = (load.requests * rows) / load.seconds;
  const of = { ...context, path };
  report('rate', rate, 'predictions/s', of);
  report('latency_p50', quantile(load, 0.5), 'ms', of);
  report('latency_p99', quantile(load, 0.99), 'ms', of);
  report('worker_cpu', workerCpuUs, 'us/prediction', of);
  if (path !== 'worker') report('gateway_cpu', gatewayCpuUs, 'us/prediction', of);
  return { rate, p50Ms: quantile(load, 0.5), workerCpuUs };
}

/** CPU of a prediction at a server that reads and answers as many bytes, in microseconds. */
async function measureEcho(request: Request, rows: number, clients: number, seconds: number): Promise<number> {
  const size = await answerSize(request);
  const server = await startServer('serving/echo-server', String(size));
  try {
    const cpu = () => cpuSecondsBelow(process.pid, 'echo-server.js');
    const target = { ...request, url: server.url, check: (answer: Buffer) => answer.byteLength === size };
    await warmUp(target, WARM_CLIENTS);
    const before = cpu();
    const { requests } = await socketLoad(target, clients, seconds);
    return ((cpu() - before) * 1e6) / (requests * rows);
  } finally {
    await server.stop();
  }
}

async function answerSize({ url, headers, body }: Request): Promise<number> {
  const answer = await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) });
  return (await answer.arrayBuffer()).byteLength;
}

/** Counts from now on how many rows ran together on average. */
async function batchCounter(
  { inferenceUrl, inferenceToken }: Installation,
  id: string,
): Promise<() => Promise<number>> {
  const read = async () => {
    const answer = await fetch(`${inferenceUrl}/v2/models/${id}/stats`, {
      headers: { authorization: `Bearer ${inferenceToken}` },
    });
    const { model_stats: stats } = (await answer.json()) as {
      model_stats: { inference_count: number; execution_count: number }[];
    };
    return stats[0]!;
  };
  const before = await read();
  return async () => {
    const after = await read();
    const runs = after.execution_count - before.execution_count;
    return Math.max(1, Math.round((after.inference_count - before.inference_count) / runs));
  };
}

function quantile({ latenciesMs }: SocketLoad, share: number): number {
  return latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * share))]!;
}

function report(figure: string, value: number, unit: string, context: Record<string, string | number>): void {
  printFigure({
    bench: 'serving',
    figure,
    value: Number(value.toPrecision(4)),
    unit,
    ...context,
    node: process.version,
  });
}
