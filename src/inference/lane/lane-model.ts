import { InvalidInputError } from '../../lib/errors.js';
import { Session } from '../../onnx/session.js';
import type { Tensors } from '../../onnx/tensor.js';
import type { LanguageModelPipeline, Pipeline } from '../../pipelines/pipeline.js';
import type { WordSearch } from '../../pipelines/words/word-search.js';
import { isWordsPipeline } from '../../pipelines/words/words-pipeline.js';
import { fromWire, type WireTensor } from '../protocol/wire-tensor.js';
import { chooseBatchSize } from './choose-batch-size.js';
import { failureOf } from './lane-failure.js';
import type { Batching, LaneFailure, LoadedModel, RunFigure } from './lane-messages.js';
import type { ModelRunner, Prepared, RunObserver } from './model-runner.js';
import { whyDependent } from './prove-independent.js';
import { TensorRunner } from './tensor-runner.js';
import { TextRunner } from './text-runner.js';
import { WordsRunner } from './words-runner.js';

/** What one request asks of a model. */
export interface LaneRequest {
  readonly inputs: readonly WireTensor[];
  readonly outputs: readonly string[] | null;
}

/** The outputs of one request, and the tokens of its texts where they were cut into such. */
interface LaneOutputs {
  readonly outputs: Tensors;
  readonly tokenCount?: number;
}

export type LaneAnswer = LaneOutputs | { readonly failure: LaneFailure };

interface Pending {
  readonly place: number;
  readonly prepared: Prepared;
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

  /** Answers each request; one that is wrong fails alone. */
  async run(requests: readonly LaneRequest[]): Promise<{ answers: LaneAnswer[]; runs: RunFigure[] }> {
    this.runs.length = 0;
    const answers: LaneAnswer[] = [];
    const pending = requests.flatMap((request, place): Pending[] => {
      try {
        this.assertOutputs(request.outputs);
        return [{ place, prepared: this.prepare(request.inputs) }];
      } catch (error) {
        answers[place] = { failure: failureOf(error) };
        return [];
      }
    });
    for (const group of Map.groupBy(pending, ({ prepared }) => prepared.group).values())
      await this.runGroup(group, answers);
    return { answers: answers.map((answer, place) => select(answer, requests[place]!.outputs)), runs: [...this.runs] };
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  private prepare(inputs: readonly WireTensor[]): Prepared {
    const names = new Set(inputs.map(({ name }) => name));
    if (names.size < inputs.length) throw new InvalidInputError('An input is given twice.');
    return this.runner.prepare(Object.fromEntries(inputs.map((input) => [input.name, fromWire(input)])));
  }

  private async runGroup(group: readonly Pending[], answers: LaneAnswer[]): Promise<void> {
    try {
      const outputs = await this.runner.run(
        group.map(({ prepared }) => prepared),
        this.batching.maxRows,
      );
      group.forEach(({ place, prepared: { tokenCount } }, index) => {
        answers[place] = { outputs: outputs[index]!, tokenCount };
      });
    } catch (error) {
      if (group.length === 1) answers[group[0]!.place] = { failure: failureOf(error) };
      // One request that the model refuses must not fail its neighbours.
      else for (const alone of group) await this.runGroup([alone], answers);
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

function select(answer: LaneAnswer, names: readonly string[] | null): LaneAnswer {
  if (names === null || 'failure' in answer) return answer;
  return { ...answer, outputs: Object.fromEntries(names.map((name) => [name, answer.outputs[name]!])) };
}
