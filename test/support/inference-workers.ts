import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtProgram } from '../../src/lib/package-root.js';

export interface InferenceWorkersForTest {
  /** Variables that let a gateway find them and share their artifacts. */
  env: Record<string, string>;
  /** Ends one with SIGKILL; it does not come back. */
  kill(index: number): void;
  stop(): Promise<void>;
}

/** Real inference workers, each a process with one lane unless set otherwise, over a folder of artifacts of their own. */
export async function startInferenceWorkers(
  count: number,
  settings: Readonly<Record<string, string>> = {},
): Promise<InferenceWorkersForTest> {
  const home = await mkdtemp(join(tmpdir(), 'sluice-workers-'));
  const shared = { ARTIFACTS_URL: `file://${join(home, 'artifacts')}`, INFERENCE_TOKEN: 'a secret of the test' };
  const own = { ...shared, SLUICE_HOME: home, ...settings };
  const started = await Promise.all(Array.from({ length: count }, () => start(own)));
  return {
    env: { ...shared, INFERENCE_URLS: started.map(({ url }) => url).join(',') },
    kill: (index) => {
      started[index]?.child.kill('SIGKILL');
    },
    stop: async () => {
      await Promise.all(started.map(({ child }) => ended(child)));
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function start(env: Record<string, string>): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(builtProgram('inference-worker.js'), {
    env: { ...process.env, NODE_OPTIONS: '', LOG_LEVEL: 'error', INFERENCE_PORT: '0', ...env },
    execArgv: [],
  });
  const [ready] = (await once(child, 'message')) as [{ url: string }];
  return { child, url: ready.url };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}
