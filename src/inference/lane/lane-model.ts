import { readFile } from 'node:fs/promises';
import { type DomainError, ErrorCode, InvalidInputError, isDomainError } from '../../lib/errors.js';
import { runtimeReason } from '../../onnx/runtime-reason.js';
import { createSession, type Session } from '../../onnx/session.js';
import type { Tensors } from '../../onnx/tensor.js';
import { loadPipeline } from '../../pipelines/load-pipeline.js';
import { isTextPipeline } from '../../pipelines/pipeline.js';
import { fromWire, type WireTensor } from '../protocol/wire-tensor.js';
import { chooseBatchSize } from './choose-batch-size.js';
import type { Batching, LaneFailure, LoadedModel, LoadModel, RunFigure } from './lane-messages.js';
import type { ModelRunner, Prepared, RunObserver } from './model-runner.js';
import { whyDependent } from './prove-independent.js';
import { TensorRunner } from './tensor-runner.js';
import { TextRunner } from './text-runner.js';

/** What one request asks of a model. */
export interface LaneRequest {
  readonly inputs: readonly WireTensor[];
  readonly outputs: readonly string[] | null;
}

export type LaneAnswer = { readonly outputs: Tensors } | { readonly failure: LaneFailure };

interface Pending {
  readonly place: number;
  readonly prepared: Prepared;
}

/** A model in a lane, ready to run. */
export class LaneModel {
  private constructor(
    private readonly session: Session,
    private readonly runner: ModelRunner,
    private readonly runs: RunFigure[],
    private readonly batching: Batching,
  ) {}

  /** Loads a model, tries whether its rows are independent, and warms it up. */
  static async load(spec: LoadModel): Promise<LaneModel> {
    const session = await createSession(spec.modelPath, { devices: spec.devices });
    try {
      const runs: RunFigure[] = [];
      const runner = await openRunner(spec, session, (rows, ms) => runs.push({ rows, ms }));
      const reason = await whyDependent(runner);
      const batching = { maxRows: reason === null ? await chooseBatchSize(runner) : 1, reason };
      return new LaneModel(session, runner, runs, batching);
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  describe(): LoadedModel {
    const { inputs, outputs } = this.runner;
    return { inputs, outputs, batching: this.batching, device: this.session.device };
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
      group.forEach(({ place }, index) => (answers[place] = { outputs: outputs[index]! }));
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

export function failureOf(error: unknown): LaneFailure {
  if (isDomainError(error)) return { code: (error satisfies DomainError).code, message: error.message };
  return { code: ErrorCode.INVALID_INPUT, message: `The model cannot run on this: ${runtimeReason(error)}` };
}

async function openRunner(spec: LoadModel, session: Session, observe: RunObserver): Promise<ModelRunner> {
  if (spec.pipelinePath === null) return new TensorRunner(session, observe);
  const files = await Promise.all(
    Object.entries(spec.files).map(async ([path, localPath]) => [path, await readFile(localPath)] as const),
  );
  const pipeline = loadPipeline(await readFile(spec.pipelinePath, 'utf8'), new Map(files));
  return isTextPipeline(pipeline) ? new TextRunner(session, pipeline, observe) : new TensorRunner(session, observe);
}

function select(answer: LaneAnswer, names: readonly string[] | null): LaneAnswer {
  if (names === null || 'failure' in answer) return answer;
  return { outputs: Object.fromEntries(names.map((name) => [name, answer.outputs[name]!])) };
}
