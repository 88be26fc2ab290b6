import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { builtProgram } from '../../src/lib/package-root.js';
import { eventually } from '../support/eventually.js';
import { isAlive } from '../support/up.js';

const STUCK = `process.stdout.write('stuck'); for (;;);`;
/** Starts a process that is stuck at once for each line that it reads; before the first one that ends at once. */
const PARENT = `
  import { spawn } from 'node:child_process';
  import { createInterface } from 'node:readline';
  import { endWithParent } from ${JSON.stringify(builtProgram('lib/processes/end-with-parent.js'))};
  endWithParent(spawn('true'));
  for await (const line of createInterface(process.stdin)) {
    const child = spawn(process.execPath, ['--eval', ${JSON.stringify(STUCK)}]);
    endWithParent(child);
    child.stdout.once('data', () => process.stdout.write(String(child.pid)));
  }`;

let parent: ChildProcess;
const stuck: number[] = [];

beforeEach(() => {
  parent = spawn(process.execPath, ['--input-type=module', '--eval', PARENT]);
});
afterEach(() => {
  for (const pid of [parent.pid!, ...stuck.splice(0)].filter(isAlive)) process.kill(pid, 'SIGKILL');
});

async function startStuck(): Promise<number> {
  parent.stdin!.write('\n');
  const [told] = (await once(parent.stdout!, 'data')) as [Buffer];
  stuck.push(Number(told.toString()));
  return stuck.at(-1)!;
}

test('processes that are stuck in a call for ever end when their parent is killed', async () => {
  const pids = [await startStuck(), await startStuck()];
  process.kill(pids[0]!, 'SIGKILL');
  pids.push(await startStuck());
  expect(pids.map(isAlive)).toEqual([false, true, true]);
  parent.kill('SIGKILL');
  await eventually('the stuck processes to end', () => !pids.some(isAlive));
});
