import { InvalidInputError } from '../../lib/errors.js';
import { Session } from '../../onnx/runtime/session.js';
import type { Tensors } from '../../onnx/tensor.js';
import type { LanguageModelPipeline, Pipeline } from '../../pipelines/pipeline.js';
import type { WordSearch } from '../../pipelines/words/word-search.js';
import { isWordsPipeline } from '../../pipelines/words/words-pipeline.js';
import { splitWires } from '../protocol/tensors/wire-rows.js';
import { fromWire, type WireTensor } from '../protocol/tensors/wire-tensor.js';
import { chooseBatchSize } from './choose-batch-size.js';
import { failureOf } from './lane-failure.js';
import type { Batching, LaneFailure, LoadedModel, RunFigure } from './lane-messages.js';
import type { ModelRunner, Prepared, RunObserver } from './model-runner.js';
import { whyDependent } from './prove-independent.js';
import { assertRows } from './rows.js';
import { TensorRunner } from './tensor-runner.js';
import { TextRunner } from './text-runner.js';
import { WordsRunner } from './words-runner.js';

/** What requests ask of a model that are alike; often it is one. */
export interface LaneRequests {
  /** In each, the rows of a request follow those of the one before. */
  readonly inputs: readonly WireTensor[];
  /** Rows of each request; of one alone, it does not matter. */
  readonly rows: readonly number[];
  readonly outputs: readonly string[] | null;
  /** Whether the words of texts are wanted beside the outputs. */
  readonly tellWords: boolean;
}

/** Outputs, and the tokens of its texts where they were cut into such. */
interface LaneOutputs {
  readonly outputs: Tensors;
  readonly tokenCount?: number;
}

/** An answer to one request, or to several that came as one, as one. */
export type LaneAnswer = LaneOutputs | { readonly failure: LaneFailure };

/** Requests that run as one, and where their answer goes. */
interface Pending {
  readonly asked: LaneRequests;
  readonly prepared: Prepared;
  readonly answers: LaneAnswer[];
  readonly place: number;
}

/** How a model's inputs come about; null for its callers' own tensors. */
type RunPipeline = Exclude<Pipeline, LanguageModelPipeline> | null;

/** A session, or one over a table of words that can be searched. */
type LoadedGraph = Session | WordSearch;

/** A model in a lane, ready to run. */
export class LaneModel {
  private constructor(
    private readonly session: LoadedGraph,
    private readonly runner: ModelRunner,
    private readonly runs: RunFigure[],
    private readonly batching: Batching,
  ) {}

  /** Tries whether a model's rows are independent, which warms it up, and measures the size of its batches unless it is given. */
  static async load(session: LoadedGraph, pipeline: RunPipeline, maxBatchRows: number | null): Promise<LaneModel> {
    const runs: RunFigure[] = [];
    const observe: RunObserver = (rows, ms) => runs.push({ rows, ms });
    const runner = runnerOf(session, pipeline, observe);
    const reason = await whyDependent(runner);
    const batching = { maxRows: reason === null ? (maxBatchRows ?? (await chooseBatchSize(runner))) : 1, reason };
    return new LaneModel(session, runner, runs, batching);
  }

  describe(): LoadedModel {
    const { inputs, outputs } = this.runner;
    return { inputs, outputs, batching: this.batching, device: this.session.device, generation: null };
  }

  /**
   * Answers requests: those that came as one with one answer, unless they could not run so; then each has its own, and one that is wrong
   * fails alone.
   */
  async run(requests: readonly LaneRequests[]): Promise<{ answers: LaneAnswer[][]; runs: RunFigure[] }> {
    this.runs.length = 0;
    const answers = requests.map((): LaneAnswer[] => []);
    const pending = requests.flatMap((asked, place) => this.take(asked, answers[place]!));
    for (const group of Map.groupBy(pending, ({ prepared }) => prepared.group).values()) await this.runGroup(group);
    return { answers, runs: [...this.runs] };
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  private take(asked: LaneRequests, answers: LaneAnswer[], place = 0): Pending[] {
    if (asked.rows.length > 1 && !this.runsAsOne(asked)) return this.takeEach(asked, answers);
    try {
      this.assertOutputs(asked.outputs);
      return [{ asked, prepared: this.prepare(asked), answers, place }];
    } catch (error) {
      if (asked.rows.length > 1) return this.takeEach(asked, answers);
      answers[place] = { failure: failureOf(error) };
      return [];
    }
  }

  private takeEach(asked: LaneRequests, answers: LaneAnswer[]): Pending[] {
    return splitWires(asked.inputs, asked.rows).flatMap((inputs, place) =>
      this.take({ ...asked, inputs, rows: [asked.rows[place]!] }, answers, place),
    );
  }

  private runsAsOne({ rows }: LaneRequests): boolean {
    return this.runner.takesJoined && sum(rows) <= this.batching.maxRows;
  }

  private prepare({ inputs, tellWords }: LaneRequests): Prepared {
    const names = new Set(inputs.map(({ name }) => name));
    if (names.size < inputs.length) throw new InvalidInputError('An input is given twice.');
    return this.runner.prepare(Object.fromEntries(inputs.map((input) => [input.name, fromWire(input)])), tellWords);
  }

  private async runGroup(group: readonly Pending[]): Promise<void> {
    try {
      const outputs = await this.runner.run(
        group.map(({ prepared }) => prepared),
        this.batching.maxRows,
      );
      for (const [index, { asked, prepared, answers, place }] of group.entries())
        answers[place] = {
          outputs: { ...wanted(asked, outputs[index]!), ...prepared.words },
          tokenCount: prepared.tokenCount,
        };
    } catch (error) {
      // One request that the model refuses must not fail its neighbours.
      const [{ asked, answers, place }, ...others] = group as [Pending, ...Pending[]];
      if (others.length > 0) for (const alone of group) await this.runGroup([alone]);
      else if (asked.rows.length > 1) for (const alone of this.takeEach(asked, answers)) await this.runGroup([alone]);
      else answers[place] = { failure: failureOf(error) };
    }
  }

  private assertOutputs(names: readonly string[] | null): void {
    const known = this.runner.outputs.map(({ name }) => name);
    const unknown = names?.find((name) => !known.includes(name));
    if (unknown !== undefined)
      throw new InvalidInputError(`The model has no output "${unknown}". Its outputs: ${known.join(', ')}.`, [unknown]);
  }
}

function runnerOf(graph: LoadedGraph, pipeline: RunPipeline, observe: RunObserver): ModelRunner {
  if (graph instanceof Session)
    return pipeline === null || pipeline.task === 'TENSORS'
      ? new TensorRunner(graph, observe)
      : new TextRunner(graph, pipeline, observe);
  if (pipeline === null || !isWordsPipeline(pipeline))
    throw new TypeError('Words are searched through their pipeline.');
  return new WordsRunner(graph, pipeline, observe);
}

/** The outputs that were asked for. @throws {Error} when they cannot be told apart by the rows of each request */
function wanted({ rows, outputs: names }: LaneRequests, outputs: Tensors): Tensors {
  if (rows.length > 1) assertRows(outputs, sum(rows));
  return names === null ? outputs : Object.fromEntries(names.map((name) => [name, outputs[name]!]));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
