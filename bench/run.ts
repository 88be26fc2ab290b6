import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What each benchmark, bench/NAME.ts, exports. */
interface Benchmark {
  run(args: readonly string[]): Promise<void>;
}

const RUNNER = 'run.js';
const SHARED = 'figure.js';

const [name = '', ...args] = process.argv.slice(2);
const program = join(import.meta.dirname, `${name}.js`);

if (!/^[a-z-]+$/.test(name) || !existsSync(program)) {
  const names = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.js') && file !== RUNNER && file !== SHARED)
    .map((file) => file.slice(0, -'.js'.length));
  process.stderr.write(`Usage: npm run bench -- NAME [options]. Benchmarks: ${names.join(', ')}.\n`);
  process.exitCode = 2;
} else {
  const benchmark = (await import(program)) as Benchmark;
  await benchmark.run(args);
}
