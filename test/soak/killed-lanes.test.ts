import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type AdderInstallation, startAdderInstallation } from '../support/adder-installation.js';
import { killLanesUnderLoad } from '../support/kill-lanes.js';

const SECOND_MS = 1_000;
const MEBIBYTE = 1024 * 1024;
/** The tenth of the run by which everything has been used, compiled and pooled. */
const WARM = 3;

let installation: AdderInstallation;
beforeAll(async () => {
  installation = await startAdderInstallation({
    INFERENCE_WORKERS: '2',
    INFERENCE_LANES: '2',
    RATE_LIMIT_PER_SECOND: '0',
    CONCURRENCY_LIMIT: '0',
    // A young generation that may grow looks like a leak for minutes.
    NODE_OPTIONS: '--max-semi-space-size=4',
  });
}, 90 * SECOND_MS);
afterAll(() => installation.stop(), 60 * SECOND_MS);

test(
  '256 clients for two minutes while a lane is killed every 5 s: each request gets its own answer or a typed error, and memory is flat',
  async () => {
    const { up, token, ...target } = installation;
    const times = { durationMs: 120 * SECOND_MS, killEveryMs: 5 * SECOND_MS };
    const figures = await killLanesUnderLoad(up, token, { ...target, ...times, clientCount: 256 });
    const memory = [...figures.memory].map(([program, samples]) => ({ program, mebibytes: tenths(samples) }));
    console.log(JSON.stringify({ ...figures, memory }));

    expect(figures).toMatchObject({ wrong: 0, unanswered: [] });
    expect(figures.kills).toBeGreaterThan(20);
    expect(figures.answered).toBeGreaterThan(10_000);
    expect(memory.map(({ program }) => program).sort()).toEqual(['gateway', 'inference-worker', 'job-worker']);
    for (const { mebibytes } of memory) expect(mebibytes[9]! / mebibytes[WARM]!).toBeLessThan(1.1);
  },
  240 * SECOND_MS,
);

/** The median of each tenth of a run, in mebibytes. */
function tenths(samples: readonly number[]): number[] {
  return Array.from({ length: 10 }, (_, tenth) => {
    const part = samples.slice((tenth * samples.length) / 10, ((tenth + 1) * samples.length) / 10);
    return Math.round(part.sort((a, b) => a - b)[part.length >> 1]! / MEBIBYTE);
  });
}
