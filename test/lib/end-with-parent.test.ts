import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { builtProgram } from '../../src/lib/package-root.js';
import { eventually } from '../support/eventually.js';

test('a process that is stuck in a call for ever ends when its parent is killed', async () => {
  const program = JSON.stringify(builtProgram('lib/processes/end-with-parent.js'));
  const stuck = `const { endWithParent } = await import(${program}); endWithParent(); process.stdout.write('stuck'); for (;;);`;
  const parent = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { spawn } from 'node:child_process';
     const child = spawn(process.execPath, ['--input-type=module', '--eval', ${JSON.stringify(stuck)}]);
     child.stdout.once('data', () => process.stdout.write(String(child.pid)));`,
  ]);
  const [told] = (await once(parent.stdout, 'data')) as [Buffer];
  const child = Number(told.toString());
  expect(isAlive(child)).toBe(true);
  parent.kill('SIGKILL');
  await eventually('the stuck process to end', () => !isAlive(child));
});

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}
