import { randomUUID } from 'node:crypto';
import type { RequestContext } from '../../src/access/context.js';
import { eventually } from './eventually.js';
import { type GatewayForTest, startGatewayForTest } from './gateway.js';
import { type InferenceWorkersForTest, startInferenceWorkers } from './inference-workers.js';
import { type Program, startProgram } from './programs.js';
import { createEnvironmentAt } from './released.js';
import { adminContext } from './seed.js';

const START = 'mutation ($input: StartTrainingInput!) { startTraining(input: $input) { job { id } } }';
const CREATE = 'mutation ($input: CreateModelInput!) { createModel(input: $input) { model { id } } }';
const JOB_MS = 90_000;

/** What a training is asked for; the key is made here. */
export interface TrainingRequest {
  readonly model: string;
  readonly datasetVersion: string;
  readonly settings: object;
  readonly initialVersion?: string;
  readonly tokenizerFrom?: string;
  readonly distillation?: object;
}

/** A gateway with an inference worker, an environment "production", and workers for its jobs: all that a training needs from its start to predictions. */
export class TrainingsForTest {
  private readonly programs: Program[] = [];

  private constructor(
    readonly gateway: GatewayForTest,
    readonly context: RequestContext,
    private readonly inference: InferenceWorkersForTest,
  ) {}

  static async start(): Promise<TrainingsForTest> {
    const inference = await startInferenceWorkers(1);
    const gateway = await startGatewayForTest({ env: inference.env });
    await createEnvironmentAt(gateway, 'production');
    return new TrainingsForTest(gateway, await adminContext(gateway), inference);
  }

  /** For the command line. */
  get env(): Record<string, string> {
    return { SLUICE_URL: this.gateway.url, SLUICE_TOKEN: this.gateway.token };
  }

  startWorker(): Program {
    const worker = startProgram('job-worker.js', [], this.context.config);
    this.programs.push(worker);
    return worker;
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
    return this.when<J>(query, id, ({ state }) => ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(state));
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
    for (const program of this.programs) program.signal('SIGKILL');
    await Promise.all(this.programs.map(({ exited }) => exited));
    await this.gateway.close();
    await this.inference.stop();
  }
}
