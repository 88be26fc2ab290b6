import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askSluice, runSluice, startSluice } from '../cli/run-sluice.js';
import { type TestDatabase, createTestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { type RunningUp, startUp } from '../support/up.js';

const SPAM = ['win a prize now', 'cheap pills online', 'claim your money', 'you are a winner', 'free offer inside'];
const HAM = ['lunch at noon', 'the report is done', 'see you tomorrow', 'notes of the meeting', 'thanks for the help'];

interface Trained {
  job: string;
  modelVersion: { ref: string; evaluations: { edges: { node: { metrics: { name: string; value: number }[] } }[] } };
}

let database: TestDatabase;
let home: string;
let up: RunningUp;
/** What a shell knows that runs beside `sluice up`, in the same folder. */
let env: Record<string, string>;

beforeAll(async () => {
  database = await createTestDatabase();
  home = await mkdtemp(join(tmpdir(), 'sluice-shell-'));
  up = await startUp(home, { DATABASE_URL: database.url });
  env = { SLUICE_HOME: home, PORT: new URL(up.url).port };
}, 120_000);
afterAll(async () => {
  up.signal('SIGTERM');
  await up.exited;
  await rm(home, { recursive: true, force: true });
  await database.drop();
}, 120_000);

async function mails(count: number): Promise<string> {
  const file = join(home, `mails-${count}.csv`);
  const rows = Array.from({ length: count }, (_, index) => {
    const [label, texts] = index % 2 === 0 ? ['spam', SPAM] : ['ham', HAM];
    return `${texts[Math.floor(index / 2) % texts.length]} number ${index},${label}\n`;
  });
  await writeFile(file, `text,label\n${rows.join('')}`);
  return file;
}

test('a file becomes a dataset version, with plain lines of progress beside the answer', async () => {
  const splits = ['train=0.6', 'validation=0.2', 'test=0.2'].flatMap((split) => ['--split', split]);
  const { code, stdout, stderr } = await runSluice(env, 'dataset', 'import', 'mails', await mails(400), ...splits);
  expect([code, stderr]).toEqual([0, expect.stringContaining('Importing mails: succeeded in ')]);
  expect(stdout).toMatch(
    /^version +mails@1\nrows +400\nsplits +train 231, validation 81, test 88\ndigest +sha256:[0-9a-f]{64}\n$/,
  );
  expect((await runSluice(env, 'dataset', 'list')).stdout).toMatch(/^mails +mails@1 +400 /m);
  const { stdout: statistics } = await runSluice(env, 'dataset', 'show', 'mails@latest');
  expect(statistics).toMatch(/^rows +400$/m);
  expect(statistics).toMatch(/^spam +200 +50\.0%$/m);
}, 120_000);

test('a file with a bad row fails with its line and exits with 1', async () => {
  const file = join(home, 'bad.csv');
  await writeFile(file, 'text,label\n"hello,ham\n');
  const { code, stdout, stderr } = await runSluice(env, 'dataset', 'import', 'bad', file);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^sluice: .+/m);
}, 120_000);

test('a dataset becomes a version with its evaluation; repeated with its key, it is not trained again', async () => {
  const args = ['train', 'spam-filter', 'mails@1', '--set', 'wordNgrams=1', '--idempotency-key', 'nightly'];
  const trained = await askSluice<Trained>(env, ...args);
  expect(trained.modelVersion.ref).toBe('spam-filter@1');
  const { metrics } = trained.modelVersion.evaluations.edges[0]!.node;
  expect(metrics.find(({ name }) => name === 'ACCURACY')!.value).toBeGreaterThan(0.95);
  await expect(askSluice<Trained>(env, ...args)).resolves.toEqual(trained);
  const { stdout } = await runSluice(env, 'model', 'show', 'spam-filter@1');
  expect(stdout).toMatch(/^mails@1 test +accuracy +/m);
  expect(stdout).toContain('Trained a maximum-entropy classifier');
}, 120_000);

test('settings are searched, trial by trial, and the best trial becomes a version', async () => {
  const search = ['--search', 'l2=1e-6..0.1:log', '--search', 'wordNgrams=1..2', '--set', 'epochs=5'];
  const options = ['--sampler', 'random', '--trials', '2', '--idempotency-key', 'nightly-tuning'];
  const { code, stdout, stderr } = await runSluice(env, 'tune', 'tuned-filter', 'mails@1', ...search, ...options);
  expect([code, stderr]).toEqual([0, expect.stringContaining('Tuning tuned-filter: succeeded in ')]);
  for (const trial of [1, 2])
    expect(stderr).toMatch(new RegExp(`^Trial ${trial} \\(l2 .+, wordNgrams .\\) completed`, 'm'));
  expect(stdout).toMatch(/^trials +2 of 2 paused or ended\n(.*\n)*best trial +[12], l2 .+\nvalidation_loss +0\..+\n/m);
  expect(stdout).toMatch(/^version +tuned-filter@1$/m);
  const id = /^study +(\S+)$/m.exec(stdout)![1]!;
  const shown = await runSluice(env, 'study', 'show', id);
  expect(shown.stdout).toContain(stdout.trimEnd());
  expect(shown.stdout).toMatch(/^ +2 +\S+ +completed +0\.\d+ +l2 /m);
  const { trials } = await askSluice<{ trials: { id: string }[] }>(env, 'study', 'show', id);
  const refused = await runSluice(env, 'study', 'register', trials[0]!.id);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/already|were let go/)]);
}, 60_000);

test('a setting that the schema does not know exits with 1 and says which', async () => {
  const { code, stderr } = await runSluice(env, 'train', 'spam-filter', 'mails@1', '--set', 'wordGrams=1');
  expect(code).toBe(1);
  expect(stderr).toContain('wordGrams');
}, 120_000);

test('waiting goes on when the gateway is killed in the middle', async () => {
  const waiting = startSluice(env, 'optimize', 'spam-filter@1', '--dataset', 'mails@1', '--minimize', 'size', '--json');
  const gateway = (await up.workers()).find(({ program }) => program === 'gateway')!;
  await eventually('a job that runs', async () => {
    const jobs = await askSluice<{ kind: string }[]>(env, 'jobs', '--kind', 'optimization', '--state', 'running');
    return jobs.length > 0;
  });
  process.kill(gateway.pid, 'SIGKILL');
  const { code, stdout, stderr } = await waiting.exited;
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({ state: 'SUCCEEDED', source: { ref: 'spam-filter@1' } });
}, 120_000);

test('a version is released, answers, is watched, and is taken back', async () => {
  const place = ['-e', 'production'];
  const release = (version: string) => runSluice(env, 'release', 'start', version, ...place);
  const first = await release('spam-filter@1');
  expect([first.code, first.stdout]).toEqual([0, expect.stringMatching(/^state +promoted$/m)]);

  const watching = startSluice(env, 'health', 'spam-filter', ...place, '--watch', '--every', 'PT1S', '--json');
  const answers = await runSluice(env, 'predict', 'spam-filter', ...place, 'claim your prize', 'lunch tomorrow');
  expect(answers.code).toBe(0);
  expect(answers.stdout.split('\n').map((line) => line.split('\t')[0])).toEqual(['spam', 'ham', '']);
  await watching.sees(/"requestCount":2/);
  watching.process.kill('SIGINT');
  await watching.exited;

  const second = await askSluice<Trained>(env, 'train', 'spam-filter', 'mails@1', '--set', 'wordNgrams=2');
  await expect(release(second.modelVersion.ref)).resolves.toMatchObject({ code: 0 });
  const rollback = await runSluice(env, 'release', 'rollback', ...place, '--model', 'spam-filter', '--reason', 'test');
  expect([rollback.code, rollback.stdout]).toEqual([0, expect.stringMatching(/^state +rolled back$/m)]);
  const status = await runSluice(env, 'release', 'status', ...place);
  expect(status.stdout).toMatch(/^spam-filter +spam-filter@1 +-$/m);
}, 120_000);

test('a watcher of jobs sees them begin and end', async () => {
  const watching = startSluice(env, 'jobs', '--watch', '--json');
  const { job } = await askSluice<Trained>(env, 'train', 'spam-filter', 'mails@1', '--set', 'wordNgrams=3');
  await watching.sees(new RegExp(`"id":"${job}".*"state":"SUCCEEDED"`));
  watching.process.kill('SIGINT');
  const { stdout } = await watching.exited;
  for (const line of stdout.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('state');
}, 120_000);

test('migrate says where the database stands', async () => {
  const status = await askSluice<{ state: string }>({ ...env, DATABASE_URL: database.url }, 'migrate', 'status');
  expect(status.state).toBe('current');
}, 120_000);

test('the token that sluice up made lies in SLUICE_HOME, and commands find it there', async () => {
  const token = (await readFile(up.tokenFile, 'utf8')).trim();
  expect(token).toMatch(/^sluice_/);
  await expect(runSluice({ PORT: env.PORT!, SLUICE_HOME: '/nowhere' }, 'jobs')).resolves.toMatchObject({ code: 4 });
});
