import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inheritedEnv } from '../../../src/config/config.js';
import type { ServableModel } from '../../../src/inference/backends/servable-model.js';
import type { WorkerReport } from '../../../src/inference/protocol/worker-report.js';
import { builtProgram } from '../../../src/lib/package-root.js';
import { DirectoryBlobStore } from '../../../src/storage/blobs/directory-blob-store.js';

/** A folder for artifacts that workers of a test share. */
export class TestHome {
  private constructor(
    readonly path: string,
    readonly blobs: DirectoryBlobStore,
  ) {}

  static async create(): Promise<TestHome> {
    const path = await mkdtemp(join(tmpdir(), 'sluice-test-'));
    return new TestHome(path, await DirectoryBlobStore.open(join(path, 'artifacts')));
  }

  /** Stores a model of one graph, and other files by their path. */
  async model(
    id: string,
    graph: Uint8Array,
    others: Readonly<Record<string, { role: string; bytes: Uint8Array }>> = {},
  ): Promise<ServableModel> {
    const files = { 'model.onnx': { role: 'MODEL', bytes: graph }, ...others };
    return {
      id,
      files: await Promise.all(
        Object.entries(files).map(async ([path, { role, bytes }]) => ({
          path,
          role,
          ...(await this.blobs.put(bytes)),
        })),
      ),
    };
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

/** An inference worker as a process of its own. */
export class TestWorker {
  private constructor(
    readonly process: ChildProcess,
    readonly url: string,
  ) {}

  static async start(home: TestHome, settings: Readonly<Record<string, string>> = {}): Promise<TestWorker> {
    const child = fork(builtProgram('inference-worker.js'), {
      env: {
        ...inheritedEnv(),
        NODE_OPTIONS: '',
        SLUICE_HOME: home.path,
        INFERENCE_PORT: '0',
        LOG_LEVEL: 'silent',
        ...settings,
      },
    });
    const [{ url }] = (await once(child, 'message')) as [{ url: string }];
    return new TestWorker(child, url);
  }

  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: Answer; headers: Headers }> {
    const response = await fetch(this.url + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Answer, headers: response.headers };
  }

  async load({ id, files }: ServableModel, options: Readonly<Record<string, unknown>> = {}) {
    return this.request('POST', `/v2/repository/models/${id}/load`, {
      parameters: { manifest: JSON.stringify(files), ...options },
    });
  }

  async infer(model: string, inputs: unknown[], more: object = {}, headers: Record<string, string> = {}) {
    return this.request('POST', `/v2/models/${model}/infer`, { inputs, ...more }, headers);
  }

  async report(): Promise<WorkerReport> {
    return (await (await fetch(`${this.url}/v2/worker`)).json()) as WorkerReport;
  }

  /** Kills one lane; resolves when the worker has noticed and no longer counts on that process. */
  async killLane(index: number): Promise<void> {
    const before = (await this.report()).lanes[index]!;
    process.kill(before.processId!, 'SIGKILL');
    await until(async () => (await this.report()).lanes[index]!.restartCount > before.restartCount);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const exited = once(this.process, 'exit');
    this.process.kill(signal);
    await exited;
  }
}

export interface Answer {
  error?: string;
  code?: string;
  reason?: string;
  outputs?: { name: string; shape: number[]; datatype: string; data: number[] }[];
  [key: string]: unknown;
}

/** Waits until something holds, asking again and again. */
export async function until(holds: () => Promise<boolean> | boolean, withinMs = 20_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`It did not happen within ${withinMs} ms: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
