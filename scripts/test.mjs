// `test.mjs test` runs all tests: most of them three files at a time, then the journeys under load, which saturate a machine, one by one.
// `test.mjs soak` runs the full sizes and durations. Further arguments go to jest. The last line counts the tests of all runs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RUNS = {
  test: [
    ['--testPathIgnorePatterns=<rootDir>/test/(journeys/under-load|soak)/'],
    ['--runInBand', '--testPathIgnorePatterns=<rootDir>/test/(?!journeys/under-load/)'],
  ],
  soak: [['--runInBand', '--testPathIgnorePatterns=<rootDir>/test/(?!soak/)']],
};
const JEST = createRequire(import.meta.url).resolve('jest/bin/jest');
const NODE_OPTIONS = '--experimental-vm-modules --disable-warning=ExperimentalWarning';

/** Runs jest once; null when it ended without a result. */
async function jest(args, resultFile) {
  const child = spawn(process.execPath, [JEST, ...args, '--json', `--outputFile=${resultFile}`], {
    stdio: 'inherit',
    env: { ...process.env, NODE_OPTIONS },
  });
  const [code, signal] = await once(child, 'exit');
  const result = await readFile(resultFile, 'utf8').then(JSON.parse, () => null);
  if (result === null) console.error(`jest ended without a result (${signal ?? `exit code ${code}`}).`);
  return result && { ...result, isGood: code === 0 };
}

const [kind, ...args] = process.argv.slice(2);
// What a user selects may be in one of the runs only.
const isSelection = args.length > 0;
if (isSelection) args.push('--passWithNoTests');
const folder = await mkdtemp(join(tmpdir(), 'sluice-results-'));
const results = [];
for (const [index, selection] of RUNS[kind].entries())
  results.push(await jest([...args, ...selection], join(folder, `${index}.json`)));
await rm(folder, { recursive: true });

if (!results.every((result) => result?.isGood)) process.exitCode = 1;
if (results.every((result) => result !== null)) {
  const sum = (...fields) =>
    results.reduce((total, result) => fields.reduce((all, field) => all + result[field], total), 0);
  // A file that could not be run at all is one failure.
  const failed = sum('numFailedTests', 'numRuntimeErrorTestSuites');
  const skipped = sum('numPendingTests', 'numTodoTests');
  if (isSelection && sum('numTotalTestSuites') === 0) {
    console.error(`No test file has ${args.slice(0, -1).join(' ')} in its path.`);
    process.exitCode = 1;
  }
  console.log(`${sum('numPassedTests')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
}
