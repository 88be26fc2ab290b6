import type { MixedList } from 'typeorm';
import type { JobContext } from './job-context.js';
import type { JobKind } from './job-state.js';
import type { JobRow } from './job.entity.js';

/** Does the work of one kind of job. */
export interface JobHandler<J extends JobRow = JobRow> {
  /**
   * Delivered at least once: a second delivery resumes from the last checkpoint. Ends the job with `context.finish`; a
   * `DomainError` thrown here is the failure that its user sees.
   */
  run(job: J, context: JobContext): Promise<void>;
}

/** A kind of job and where its handler is. The handler is loaded in the child process of a job, and nowhere else. */
export interface JobDefinition {
  kind: JobKind;
  load: () => Promise<JobHandler>;
}

/** What a module of handlers exports as `jobHandlers`: all that the child process of a job needs. */
export interface JobHandlers {
  definitions: readonly JobDefinition[];
  entities: MixedList<abstract new () => object>;
}

/** `defineJob(JobKind.TRAINING, async () => (await import('./training/training.job.js')).trainingJob)` */
export function defineJob<J extends JobRow>(kind: JobKind, load: () => Promise<JobHandler<J>>): JobDefinition {
  return { kind, load: load };
}
