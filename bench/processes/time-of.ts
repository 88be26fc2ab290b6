import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs a program to its end, in silence.
 * @returns seconds that it took, and CPU seconds, user and system, of the program and all its threads, from the shell's `times`
 */
export async function timeOf(
  program: string,
  args: readonly string[],
): Promise<{ seconds: number; cpuSeconds: number }> {
  const startedAt = performance.now();
  const shell = spawn('sh', ['-c', '"$@" >/dev/null 2>&1 && times', 'sh', program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  shell.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(shell, 'close')) as [number | null];
  // "0m0.00s 0m0.00s" of the shell, then a line of its children.
  const children = [...output.matchAll(/(\d+)m([\d.]+)s/g)].slice(-2);
  if (code !== 0 || children.length < 2) throw new Error(`${program} ${args.join(' ')} failed.`);
  return {
    seconds: (performance.now() - startedAt) / 1000,
    cpuSeconds: children.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0),
  };
}
