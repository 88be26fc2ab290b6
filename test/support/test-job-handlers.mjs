// Handlers for the jobs of test/support/jobs.ts, loaded by the child processes of the job worker under test.
import { Buffer } from 'node:buffer';
import { setTimeout as delay } from 'node:timers/promises';
import { ENTITIES } from '../../dist/entities.js';
import { InvalidInputError } from '../../dist/lib/errors.js';

const STEP_MS = 50;

const trouble = {
  error: () => {
    throw new Error('a secret of the handler');
  },
  domainError: () => {
    throw new InvalidInputError('The test data are wrong.');
  },
  exit: () => process.exit(3),
  kill: () => process.kill(process.pid, 'SIGKILL'),
  heap: () => {
    const hoard = [];
    for (;;) hoard.push(new Array(1e6).fill({}));
  },
  block: () => {
    for (;;);
  },
};

const testJob = {
  async run({ settings }, job) {
    const saved = await job.lastCheckpoint();
    const from = saved ? Number(Buffer.from(saved).toString()) : 0;
    job.log('INFO', `begins at step ${from}`);
    for (let step = from + 1; step <= settings.steps; step++) {
      await delay(STEP_MS, undefined, { signal: job.signal });
      const { trouble: planned } = settings;
      if (planned?.step === step && job.attempt <= (planned.untilAttempt ?? Infinity)) await trouble[planned.kind]();
      await job.report({ done: step, total: settings.steps, unit: 'steps', step, metrics: { loss: 1 / step } });
      if (settings.checkpointEvery && step % settings.checkpointEvery === 0) {
        await job.checkpoint(Buffer.from(String(step)));
      }
    }
    await job.finish(async () => `result_of_attempt_${job.attempt}`);
  },
};

export const jobHandlers = {
  definitions: [{ kind: 'TEST', load: async () => testJob }],
  entities: ENTITIES,
};
