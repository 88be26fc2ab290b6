import { randomUUID } from 'node:crypto';
import type { RequestContext } from '../../src/access/context.js';
import { endedJob } from './ended-job.js';
import { eventually } from './eventually.js';
import { type GatewayForTest, startGatewayForTest } from './gateway.js';
import { type InferenceWorkersForTest, startInferenceWorkers } from './inference-workers.js';
import { expireClaims } from './jobs.js';
import { type Program, startProgram } from './programs.js';
import { createEnvironmentAt } from './released.js';
import { adminContext } from './seed.js';

const START = 'mutation ($input: StartTrainingInput!) { startTraining(input: $input) { job { id } } }';
const STUDY = 'mutation ($input: StartTuningInput!) { startTuning(input: $input) { study { id } } }';
const EVALUATE = 'mutation ($input: EvaluateModelVersionInput!) { evaluateModelVersion(input: $input) { job { id } } }';
const EVALUATED = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state failure { message }
  ... on EvaluationJob { result { metrics { name value } } } } }`;
const CANCEL = 'mutation ($input: JobInput!) { cancelJob(input: $input) { __typename } }';
const CREATE = 'mutation ($input: CreateModelInput!) { createModel(input: $input) { model { id } } }';
const JOB_MS = 90_000;

/** What an evaluation measured. */
export interface Measured {
  readonly metrics: readonly { readonly name: string; readonly value: number }[];
}

export function valueOf({ metrics }: Measured, wanted: string): number {
  return metrics.find(({ name }) => name === wanted)!.value;
}

/** What a training is asked for; the key is made here. */
export interface TrainingRequest {
  readonly model: string;
  readonly datasetVersion: string;
  readonly settings: object;
  readonly initialVersion?: string;
  readonly tokenizerFrom?: string;
  readonly distillation?: object;
}

/** A gateway with an environment "production" and, unless told otherwise, an inference worker, and workers for its jobs: all that a training needs from its start to predictions. */
export class TrainingsForTest {
  private readonly workers: Program[] = [];

  private constructor(
    readonly gateway: GatewayForTest,
    readonly context: RequestContext,
    private readonly inference: InferenceWorkersForTest,
  ) {}

  static async start({ inferenceWorkers = 1 } = {}): Promise<TrainingsForTest> {
    const inference = await startInferenceWorkers(inferenceWorkers);
    const gateway = await startGatewayForTest({ env: inference.env });
    await createEnvironmentAt(gateway, 'production');
    return new TrainingsForTest(gateway, await adminContext(gateway), inference);
  }

  /** For the command line. */
  get env(): Record<string, string> {
    return { SLUICE_URL: this.gateway.url, SLUICE_TOKEN: this.gateway.token };
  }

  startWorker(): void {
    this.workers.push(startProgram('job-worker.js', [], this.context.config));
  }

  /** Kills the worker in the middle of its jobs; another goes on with them, at once. */
  async replaceWorker(): Promise<void> {
    await this.killWorkers();
    await this.startAnother();
  }

  async ask<T>(query: string, variables: Record<string, unknown>): Promise<T> {
    const { data, errors } = await this.gateway.ask(query, variables);
    if (errors) throw new Error(errors[0]!.message);
    return data as T;
  }

  /** @param tasks of models by their names */
  async createModels(tasks: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, task] of Object.entries(tasks)) await this.ask(CREATE, { input: { name, task } });
  }

  /** @returns id of the job */
  async train(request: TrainingRequest): Promise<string> {
    const input = { idempotencyKey: randomUUID(), ...request };
    return (await this.ask<{ startTraining: { job: { id: string } } }>(START, { input })).startTraining.job.id;
  }

  /** @returns id of a study, whose key is made here */
  async tune(study: object): Promise<string> {
    const input = { idempotencyKey: randomUUID(), ...study };
    return (await this.ask<{ startTuning: { study: { id: string } } }>(STUDY, { input })).startTuning.study.id;
  }

  /** What a version is measured to be on a dataset version. */
  async evaluated(modelVersion: string, datasetVersion: string): Promise<Measured> {
    const input = { idempotencyKey: randomUUID(), modelVersion, datasetVersion };
    const { evaluateModelVersion } = await this.ask<{ evaluateModelVersion: { job: { id: string } } }>(EVALUATE, {
      input,
    });
    const { id } = evaluateModelVersion.job;
    return (await this.finished<{ state: string; result: Measured }>(EVALUATED, id)).result;
  }

  async cancel(id: string): Promise<void> {
    await this.ask(CANCEL, { input: { idempotencyKey: randomUUID(), id } });
  }

  /** @param query reads the job `$id` */
  when<J>(query: string, id: string, holds: (job: J) => boolean): Promise<J> {
    return eventually(
      `what job ${id} comes to`,
      async () => {
        const { job } = await this.ask<{ job: J }>(query, { id });
        return holds(job) && job;
      },
      JOB_MS,
    );
  }

  finished<J extends { state: string }>(query: string, id: string): Promise<J> {
    return endedJob<J>(this.gateway, query, id);
  }

  /**
   * Trains twice alike, once with the worker killed behind a checkpoint: no training makes its version before, however short it is.
   * @param query reads the job `$id`
   */
  async unbrokenAndKilled<J extends { state: string }>(
    query: string,
    start: () => Promise<string>,
  ): Promise<{ unbroken: J; resumed: J }> {
    const unbroken = await this.finished<J>(query, await start());
    const versions = this.context.db.createQueryRunner();
    let id: string;
    try {
      await versions.startTransaction();
      await versions.query('LOCK TABLE model_version IN SHARE MODE');
      id = await start();
      await this.untilCheckpoint(id);
      await this.killWorkers();
    } finally {
      await versions.rollbackTransaction();
      await versions.release();
    }
    await this.startAnother();
    return { unbroken, resumed: await this.finished<J>(query, id) };
  }

  async untilCheckpoint(id: string): Promise<void> {
    const query = 'SELECT checkpoint_digest AS digest FROM job WHERE id = $1';
    await eventually(
      `a checkpoint of ${id}`,
      async () => (await this.context.db.query<{ digest: string | null }[]>(query, [id]))[0]!.digest,
      JOB_MS,
    );
  }

  async stop(): Promise<void> {
    await this.killWorkers();
    await this.gateway.close();
    await this.inference.stop();
  }

  private async startAnother(): Promise<void> {
    await expireClaims(this.context.db);
    this.startWorker();
  }

  private async killWorkers(): Promise<void> {
    await Promise.all(this.workers.splice(0).map((worker) => worker.kill()));
  }
}
