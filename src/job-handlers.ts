import { ENTITIES } from './entities.js';
import { type JobHandlers, defineJob } from './jobs/define-job.js';
import { JobKind } from './jobs/job-state.js';

/** Every kind of job, for the child process that runs one. Their handlers are imported only there, when needed. */
export const jobHandlers: JobHandlers = {
  definitions: [
    defineJob(JobKind.IMPORT, async () => (await import('./datasets/import/import.job.js')).importJob),
    defineJob(JobKind.EVALUATION, async () => (await import('./evaluation/evaluation.job.js')).evaluationJob),
    defineJob(JobKind.OPTIMIZATION, async () => (await import('./optimization/optimization.job.js')).optimizationJob),
    defineJob(JobKind.TRAINING, async () => (await import('./training/training.job.js')).trainingJob),
  ],
  entities: ENTITIES,
};
