import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestContext } from '../../src/access/context.js';
import { FOLLOW_UPS } from '../../src/follow-ups.js';
import { beginAttempt } from '../../src/jobs/attempts/begin-attempt.js';
import { runAttempt } from '../../src/jobs/child/run-attempt.js';
import type { JobContext } from '../../src/jobs/job-context.js';
import { JobState } from '../../src/jobs/job-state.js';
import { JobRow } from '../../src/jobs/job.entity.js';
import { InvalidInputError } from '../../src/lib/errors.js';
import { ModelFileRole } from '../../src/models/files/model-file.entity.js';
import { storedFile } from '../../src/training/trained/stored-file.js';
import { finishTraining } from '../../src/training/training-context.js';
import type { TrainingJob } from '../../src/training/training-job.entity.js';
import { trainingContext } from '../../src/training/tuning/trials/open-trial.js';
import type { Parameters } from '../../src/training/tuning/search/space.js';
import { TuningTrial } from '../../src/training/tuning/trials/tuning-trial.entity.js';

/** What a trial with these settings reports after so many epochs; a figure that is NaN is a trial that diverged. */
export type Figures = (parameters: Parameters, epochs: number) => Record<string, number>;

/** Attempts as workers make them, in this process, of trainings that compute a known function in place of learning. */
export class SimulatedWorkers {
  /** Epochs that were trained, by the number of the trial. */
  readonly trained = new Map<number, number[]>();

  constructor(
    private readonly context: RequestContext,
    private readonly figures: Figures,
  ) {}

  /** Runs the trial that has waited longest. @returns false when none waits */
  async runNext(studyId: string): Promise<boolean> {
    const trial = await this.nextOf(studyId);
    if (trial) await this.runTrial(trial);
    return trial !== null;
  }

  async advance(): Promise<void> {
    const { db, logger } = this.context;
    for (const followUp of FOLLOW_UPS) await followUp({ db, logger, now: new Date() });
  }

  /** Runs one trial after the other until the study has ended, looking at it after each. */
  async runAll(studyId: string): Promise<void> {
    while (await this.runNext(studyId)) await this.advance();
  }

  async runTrial({ jobId, parameters, number }: TuningTrial): Promise<void> {
    const { db, blobs, config, logger, clock } = this.context;
    const { dispatchId } = await db.getRepository(JobRow).findOneByOrFail({ id: jobId });
    const attempt = await beginAttempt(db, { jobId, dispatchId, workerId: 'worker_of_the_test' }, new Date());
    if (!attempt) return;
    const job = await db.getRepository(JobRow).findOneByOrFail({ id: jobId });
    const epochs = this.trained.get(number) ?? [];
    this.trained.set(number, epochs);
    const folder = await mkdtemp(join(tmpdir(), 'sluice-trial-'));
    try {
      await runAttempt(
        job,
        attempt,
        { run: (row, jobContext) => this.train(row as TrainingJob, jobContext, parameters, epochs) },
        { db, blobs, config, logger, clock, folder, signal: new AbortController().signal },
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async train(
    job: TrainingJob,
    jobContext: JobContext,
    parameters: Parameters,
    trained: number[],
  ): Promise<void> {
    const context = await trainingContext(job, jobContext);
    const checkpoint = await context.lastCheckpoint();
    for (
      let epoch = Number(checkpoint ? Buffer.from(checkpoint).toString() : 0) + 1;
      epoch <= job.settings.training.epochs;
      epoch++
    ) {
      trained.push(epoch);
      const metrics = this.figures(parameters, epoch);
      await context.report({ done: epoch, total: job.settings.training.epochs, unit: 'epochs' });
      if (Object.values(metrics).some(Number.isNaN))
        throw new InvalidInputError(`The loss stopped being a number in step ${epoch}.`);
      await context.report({ step: epoch, metrics });
      if (context.trial!.isDue(epoch)) await context.trial!.pause(Buffer.from(String(epoch)));
    }
    const bytes = Buffer.from(JSON.stringify(parameters));
    await finishTraining(context, job, {
      files: [await storedFile(context, 'model.onnx', ModelFileRole.MODEL, bytes)],
      signature: { inputs: [], outputs: [], labels: [] },
      parameterCount: 1,
      settings: {},
      summary: 'Trained.',
      reproducible: true,
      measured: null,
    });
  }

  private async nextOf(studyId: string): Promise<TuningTrial | null> {
    const waiting = await this.context.db
      .createQueryBuilder(TuningTrial, 'trial')
      .innerJoin(JobRow, 'job', 'job.id = trial.jobId AND job.state = :queued', { queued: JobState.QUEUED })
      .where('trial.studyId = :studyId AND trial.pausedAt IS NULL', { studyId })
      .orderBy('trial.number')
      .getMany();
    return waiting[0] ?? null;
  }
}
