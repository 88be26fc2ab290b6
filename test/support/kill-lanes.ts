import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunningUp } from './up.js';

const SAMPLE_EVERY_MS = 500;
const PATIENCE_MS = 30_000;
const KIBIBYTE = 1024;
const PREDICT = `query Add($input: PredictInput!) { predict(input: $input) { results {
  ... on TensorPrediction { outputs { values } }
  ... on PredictionFailure { code }
} } }`;

export interface KillRun {
  /** Of a model that adds `offset` to a row of one number. */
  model: string;
  offset: number;
  environment: string;
  clientCount: number;
  durationMs: number;
  killEveryMs: number;
}

export interface KillFigures {
  answered: number;
  /** Requests that got a typed error, by its code. */
  errors: Record<string, number>;
  /** Answers to what somebody else asked. */
  wrong: number;
  /** Requests that got neither an answer nor a typed error, in words. */
  unanswered: string[];
  kills: number;
  /** Resident bytes of the processes that were not killed, summed by program, by time. */
  memory: Map<string, number[]>;
}

/** What one request came to: the number that was answered, or the code of an error. */
type Outcome = number | string;

/**
 * Lets many clients ask an installation at once, half of them over GraphQL and half over /v2, each for another number every time,
 * while one lane after the other is killed.
 */
export async function killLanesUnderLoad(up: RunningUp, token: string, run: KillRun): Promise<KillFigures> {
  const figures: KillFigures = { answered: 0, errors: {}, wrong: 0, unanswered: [], kills: 0, memory: new Map() };
  const over = AbortSignal.timeout(run.durationMs);
  const ways = [overGraphql(up.url, token, run), overInferenceProtocol(up.url, token, run)];
  const clients = Array.from({ length: run.clientCount }, async (_, first) => {
    const ask = ways[first % ways.length]!;
    for (let number = first; !over.aborted; number += run.clientCount) {
      try {
        const outcome = await ask(number);
        if (typeof outcome === 'string') figures.errors[outcome] = (figures.errors[outcome] ?? 0) + 1;
        else if (outcome === number + run.offset) figures.answered += 1;
        else figures.wrong += 1;
      } catch (error) {
        figures.unanswered.push(String(error));
      }
    }
  });
  await Promise.all([...clients, killLanes(up, run.killEveryMs, over, figures), sampleMemory(up, over, figures)]);
  return figures;
}

async function killLanes(up: RunningUp, everyMs: number, over: AbortSignal, figures: KillFigures): Promise<void> {
  while (await passes(everyMs, over)) {
    const lanes = (await up.workers()).filter(({ program }) => program === 'lane');
    const victim = lanes[figures.kills % Math.max(1, lanes.length)];
    if (!victim) continue;
    process.kill(victim.pid, 'SIGKILL');
    figures.kills += 1;
  }
}

async function sampleMemory(up: RunningUp, over: AbortSignal, { memory }: KillFigures): Promise<void> {
  while (await passes(SAMPLE_EVERY_MS, over)) {
    const sums = new Map<string, number>();
    for (const { pid, program } of await up.workers()) {
      if (program === null || program === 'lane') continue;
      sums.set(program, (sums.get(program) ?? 0) + (await residentBytesOf(pid)));
    }
    for (const [program, bytes] of sums) memory.set(program, [...(memory.get(program) ?? []), bytes]);
  }
}

/** Waits; whether the time has passed before `over`. */
async function passes(ms: number, over: AbortSignal): Promise<boolean> {
  await delay(ms, undefined, { signal: over }).catch(() => undefined);
  return !over.aborted;
}

async function residentBytesOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * KIBIBYTE;
}

function overGraphql(url: string, token: string, { environment, model }: KillRun): (n: number) => Promise<Outcome> {
  return async (n) => {
    const row = { tensors: [{ name: 'x', datatype: 'FP32', shape: [1], data: { values: [n] } }] };
    const input = { target: { deployment: { environment, model } }, inputs: { tensors: [row] } };
    const { data, errors } = await post<{
      data?: { predict: { results: { outputs?: { values: number[] }[]; code?: string }[] } };
      errors?: { extensions: { code: string } }[];
    }>(url, token, { query: PREDICT, variables: { input } });
    const result = data?.predict.results[0];
    return result?.outputs?.[0]?.values[0] ?? known(result?.code ?? errors?.[0]?.extensions.code);
  };
}

function overInferenceProtocol(
  url: string,
  token: string,
  { environment, model }: KillRun,
): (n: number) => Promise<Outcome> {
  const address = new URL(`/environments/${environment}/v2/models/${model}/infer`, url).href;
  return async (n) => {
    const inputs = [{ name: 'x', datatype: 'FP32', shape: [1], data: [n] }];
    const { outputs, code } = await post<{ outputs?: { data: number[] }[]; code?: string }>(address, token, { inputs });
    return outputs?.[0]?.data[0] ?? known(code);
  };
}

async function post<T>(url: string, token: string, body: object): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  return (await response.json()) as T;
}

function known(code: string | undefined): string {
  if (code === undefined) throw new Error('An answer without a number and without a code.');
  return code;
}
