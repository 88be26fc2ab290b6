import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidInputError } from '../../lib/errors.js';
import { builtProgram } from '../../lib/package-root.js';
import { endWithParent } from '../../lib/processes/end-with-parent.js';
import type { ModelInspection } from '../inspect.js';
import { type LocalFile, layOutFiles, MODEL_PATH } from '../model-files.js';
import { residentBytes } from './resident-bytes.js';

const MEMORY_CHECK_MS = 50;
const MEBIBYTE = 1024 * 1024;

export interface ProbeLimits {
  readonly timeoutMs?: number;
  readonly memoryBytes?: number;
}

/** A model that ONNX Runtime can load here. */
export interface ProbedModel extends ModelInspection {
  /** Why a run on zeros, with every free size 1, failed; null when it worked. Some models refuse such inputs by design. */
  readonly trialFailure: string | null;
}

/** What the probing process answers. */
export type ProbeAnswer = { readonly model: ProbedModel } | { readonly refusal: string };

let turn: Promise<unknown> = Promise.resolve();

/**
 * Loads a model in a process of its own, which a broken or hostile file may crash, fill or stall without harm.
 * One model at a time: the memory limit is per model.
 * @throws {InvalidInputError} with the reason when the files are no model that can be loaded
 */
export function probeModel(files: readonly LocalFile[], limits: ProbeLimits = {}): Promise<ProbedModel> {
  const result = turn.then(() => probeAlone(files, limits));
  turn = result.catch(() => undefined);
  return result;
}

async function probeAlone(files: readonly LocalFile[], limits: ProbeLimits): Promise<ProbedModel> {
  if (!files.some((file) => file.path === MODEL_PATH))
    throw new InvalidInputError(`A model needs a file "${MODEL_PATH}".`, ['files']);
  const folder = await mkdtemp(join(tmpdir(), 'sluice-probe-'));
  try {
    await layOutFiles(files, folder);
    const answer = await askChild(join(folder, MODEL_PATH), limits);
    if ('refusal' in answer) throw new InvalidInputError(answer.refusal, ['files']);
    return answer.model;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function askChild(modelPath: string, { timeoutMs = 60_000, memoryBytes = 4096 * MEBIBYTE }: ProbeLimits) {
  return new Promise<ProbeAnswer>((resolve, reject) => {
    // An empty environment: the process that reads a stranger's file holds no secrets.
    const child = fork(builtProgram('onnx/runtime/probe-child.js'), [modelPath], {
      env: {},
      execArgv: [],
      silent: true,
    });
    endWithParent(child);
    const stop = (refusal: string) => {
      child.kill('SIGKILL');
      finish({ refusal });
    };
    const timer = setTimeout(() => {
      stop(`The model did not load and run once within ${timeoutMs / 1000} s.`);
    }, timeoutMs);
    const watch = watchMemory(child, memoryBytes, () => {
      stop(`The model needs more than ${Math.round(memoryBytes / MEBIBYTE)} MiB of memory to load.`);
    });
    const finish = (answer: ProbeAnswer) => {
      clearTimeout(timer);
      clearInterval(watch);
      resolve(answer);
    };
    child.once('error', reject);
    child.once('message', (answer) => {
      finish(answer as ProbeAnswer);
      child.kill('SIGKILL');
    });
    child.once('exit', (code, signal) => {
      finish({ refusal: `The model crashed ONNX Runtime (${signal ?? `exit code ${code}`}) while it loaded.` });
    });
  });
}

function watchMemory(child: ChildProcess, limit: number, exceeded: () => void): NodeJS.Timeout {
  return setInterval(() => {
    const bytes = child.pid === undefined ? null : residentBytes(child.pid);
    if (bytes !== null && bytes > limit) exceeded();
  }, MEMORY_CHECK_MS);
}
