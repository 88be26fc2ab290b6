import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/lib/package-root.js';

const answering =
  (path: string, status: number): RequestListener =>
  (request, response) => {
    response.writeHead(request.url === path ? status : 404).end();
  };

test.each([
  ['gateway', 'PORT', '/healthz', 200, 0],
  ['gateway', 'PORT', '/healthz', 503, 1],
  ['inference', 'INFERENCE_PORT', '/v2/health/live', 200, 0],
  ['inference', 'INFERENCE_PORT', '/elsewhere', 200, 1],
])('a container of the role %s that answers at its %s for %s with %i exits its check with %i', async (...row) => {
  const [role, variable, path, status, exitCode] = row;
  const server = createServer(answering(path, status)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = String((server.address() as AddressInfo).port);
  expect(await check({ SLUICE_ROLE: role, [variable]: port })).toBe(exitCode);
  server.close();
});

test('a container whose process is gone is unhealthy, and a job worker needs no port', async () => {
  expect(await check({ SLUICE_ROLE: 'gateway', PORT: '9' })).toBe(1);
  expect(await check({ SLUICE_ROLE: 'jobs' })).toBe(0);
});

async function check(env: Record<string, string>): Promise<unknown> {
  const child = spawn(process.execPath, [join(PACKAGE_ROOT, 'docker', 'healthcheck.mjs')], { env });
  const [exitCode] = (await once(child, 'exit')) as unknown[];
  return exitCode;
}
