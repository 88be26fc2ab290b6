// Runs one embedded Postgres for a test run, with a migrated template database, until its standard input closes:
// also when the test run was killed, nothing stays behind.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const dist = (path) => new URL(`../../dist/${path}`, import.meta.url).href;
const { startEmbeddedPostgres } = await import(dist('storage/embedded-postgres.js'));
const { createDataSource } = await import(dist('storage/database.js'));
const { migrate } = await import(dist('storage/migrations.js'));

const closed = new Promise((resolve) => process.stdin.once('end', resolve).once('close', resolve).resume());
// A test run that was killed while this started reads nothing any more.
process.stdout.on('error', () => undefined);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

const folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
await chmod(folder, 0o755);
const speed = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };
const server = await startEmbeddedPostgres({ folder, settings: speed });
try {
  const template = createDataSource({ url: server.url, poolSize: 1 });
  await template.initialize();
  await migrate(template, 'up');
  await template.destroy();
  process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);
  await closed;
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
