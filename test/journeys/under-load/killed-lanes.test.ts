import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type AdderInstallation, startAdderInstallation } from '../../support/adder-installation.js';
import { killLanesUnderLoad } from '../../support/kill-lanes.js';

const SECOND_MS = 1_000;

let installation: AdderInstallation;
beforeAll(async () => {
  installation = await startAdderInstallation({ INFERENCE_WORKERS: '2', RATE_LIMIT_PER_SECOND: '0' });
}, 90 * SECOND_MS);
afterAll(() => installation.stop(), 60 * SECOND_MS);

test('128 clients while a lane is killed every 3 s: each request gets its own answer or a typed error', async () => {
  const { up, token, ...target } = installation;
  const times = { durationMs: 15 * SECOND_MS, killEveryMs: 3 * SECOND_MS };
  const { answered, kills, errors, ...figures } = await killLanesUnderLoad(up, token, {
    ...target,
    ...times,
    clientCount: 128,
  });

  expect(figures).toMatchObject({ wrong: 0, unanswered: [] });
  // Finding a lane takes its time on a busy machine.
  expect(kills).toBeGreaterThanOrEqual(2);
  expect(answered).toBeGreaterThan(1_000);
  // What was refused is a handful of the requests that were under way when both lanes were gone.
  const refused = Object.values(errors).reduce((sum, count) => sum + count, 0);
  expect(refused).toBeLessThan(answered / 20);
}, 120_000);
