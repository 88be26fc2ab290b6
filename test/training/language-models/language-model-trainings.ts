import { GenerateDocument, type GenerateInput, SluiceClient } from '../../../src/client/index.js';
import { seedDatasetVersion } from '../../support/datasets.js';
import type { GatewayForTest } from '../../support/gateway.js';
import { releaseAt } from '../../support/released.js';
import { TrainingsForTest } from '../../support/trainings.js';

const JOB = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state attempts { end resumedFromCheckpoint } failure { code message }
  adjustments { setting requested effective } logs(last: 100) { edges { node { message } } } metricSeries { name points { value } }
  ... on TrainingJob { validationSplit evaluationSplit settings { algorithm epochs
    ... on MaximumEntropyLanguageModelSettings { level order minCount priorVariance }
    ... on RecurrentLanguageModelSettings { cell layers hiddenSize embeddingSize level }
    ... on TransformerLanguageModelSettings { layers heads hiddenSize feedForwardSize contextLength weightDecay level }
    ... on TextVaeSettings { textLength hiddenSize embeddingSize latentSize wordDropout }
    ... on TextGanSettings { textLength hiddenSize embeddingSize adversarialSteps servedGenerator } }
    result { ref parameterCount signature { inputs { name shape } outputs { name } } files { path role digest } lineage { kind reproducible summary inputs { ref } } } } } }`;
const LINES = ['the cat sat on the mat.', 'a dog ran to the cat!', '春眠不觉晓，处处闻啼鸟。'];

export interface LanguageModelJob {
  state: string;
  failure: { code: string; message: string } | null;
  logs: { edges: { node: { message: string } }[] };
  metricSeries: { name: string; points: { value: number }[] }[];
  attempts: unknown;
  result: { ref: string; files: { path: string; digest: string }[] };
}

/** Values of the figures of a job, by name. */
export function seriesOf({ metricSeries }: LanguageModelJob): Record<string, number[]> {
  return Object.fromEntries(metricSeries.map(({ name, points }) => [name, points.map(({ value }) => value)]));
}

export function messagesOf({ logs }: LanguageModelJob): string[] {
  return logs.edges.map(({ node }) => node.message);
}

type Algorithm =
  'maximumEntropyLanguageModel' | 'recurrentLanguageModel' | 'transformerLanguageModel' | 'textGan' | 'textVae';

/** Trainings of a model "poet" on "lines@1", three lines of text time and again. */
export class LanguageModelTrainings {
  private constructor(
    private readonly trainings: TrainingsForTest,
    private readonly algorithm: Algorithm,
    private readonly settings: object,
  ) {}

  /**
   * @param settings of each training, unless it says otherwise
   * @param rows of which of twenty one validates, and one is for the test
   */
  static async open(algorithm: Algorithm, settings: object, rows = 120): Promise<LanguageModelTrainings> {
    const trainings = await TrainingsForTest.start();
    const lines = Array.from({ length: rows }, (_, at) => {
      const split = at % 20 === 18 ? 'validation' : at % 20 === 19 ? 'test' : 'train';
      return `${split},"${LINES[at % LINES.length]!}"`;
    });
    const csv = `split,text\n${lines.join('\n')}\n`;
    await seedDatasetVersion(trainings.context, 'lines', csv, { splits: { column: 'split' } });
    await trainings.createModels({ poet: 'LANGUAGE_MODEL' });
    trainings.startWorker();
    return new LanguageModelTrainings(trainings, algorithm, settings);
  }

  get gateway(): GatewayForTest {
    return this.trainings.gateway;
  }

  close(): Promise<void> {
    return this.trainings.stop();
  }

  /** Kills the worker that trains; another goes on. */
  replaceWorker(): Promise<void> {
    return this.trainings.replaceWorker();
  }

  /** Trains twice alike, once with the worker killed behind a checkpoint. */
  unbrokenAndKilled(settings: object): Promise<{ unbroken: LanguageModelJob; resumed: LanguageModelJob }> {
    return this.trainings.unbrokenAndKilled<LanguageModelJob>(JOB, () => this.start(settings));
  }

  /** Cancels a training; how it ended. */
  async cancelled(id: string): Promise<LanguageModelJob> {
    await this.trainings.cancel(id);
    return this.finished(id);
  }

  /** A study of two trials, once it has ended. */
  async studied(settings: object, space: object, objectives: object): Promise<LanguageModelJob> {
    const training = {
      ...{ model: 'poet', datasetVersion: 'lines@1' },
      settings: { [this.algorithm]: { ...this.settings, ...settings } },
    };
    return this.finished(await this.trainings.tune({ training, space, objectives, maxTrials: 2 }));
  }

  ask<T>(query: string, variables: Record<string, unknown>): Promise<T> {
    return this.trainings.ask<T>(query, variables);
  }

  /** Makes the first version of another dataset, whose column "split" says where a row belongs. */
  async seed(name: string, csv: string): Promise<void> {
    await seedDatasetVersion(this.trainings.context, name, csv, { splits: { column: 'split' } });
  }

  /** @returns id of the job */
  start(settings: object = {}, datasetVersion = 'lines@1'): Promise<string> {
    return this.trainings.train({
      ...{ model: 'poet', datasetVersion },
      settings: { [this.algorithm]: { ...this.settings, ...settings } },
    });
  }

  /** Waits until figures come. @param name one of them, and how many points of it; any when left out */
  async untilItRuns(id: string, name?: string, points = 1): Promise<void> {
    const query = JOB.replace('PT20S', 'PT0S');
    await this.trainings.when<LanguageModelJob>(query, id, ({ metricSeries }) =>
      metricSeries.some((series) => (name === undefined || series.name === name) && series.points.length >= points),
    );
  }

  /** The content of a file of what a training made, from JSON. */
  async read<T>({ result }: LanguageModelJob, path: string): Promise<T> {
    const { digest } = result.files.find((file) => file.path === path)!;
    return JSON.parse(Buffer.from(await this.trainings.context.blobs.readBytes(digest)).toString()) as T;
  }

  finished(id: string): Promise<LanguageModelJob> {
    return this.trainings.finished<LanguageModelJob>(JOB, id);
  }

  /** Releases what a training made; the text that it writes behind a prompt. */
  async writtenBy({ result }: LanguageModelJob, prompt: string): Promise<string> {
    await releaseAt(this.gateway, 'production', result.ref);
    return (await this.write(prompt)).text;
  }

  /** What the released version writes behind a prompt, always by the likeliest token. @param drawn decides what it begins with that is drawn */
  async write(
    prompt: string,
    maxTokens = 60,
    drawn: Pick<GenerateInput, 'seed' | 'towards'> = {},
  ): Promise<{ text: string; finishReason: string | null | undefined }> {
    const client = new SluiceClient({ url: this.gateway.url, token: this.gateway.token });
    const target = { deployment: { environment: 'production', model: 'poet' } };
    const input = { target, prompt, temperature: 0, maxTokens, ...drawn };
    try {
      let text = '';
      let finishReason: string | null | undefined;
      for await (const { generate } of client.subscribe(GenerateDocument, { input })) {
        text += generate.text;
        finishReason = generate.finishReason;
      }
      return { text, finishReason };
    } finally {
      await client.close();
    }
  }
}
