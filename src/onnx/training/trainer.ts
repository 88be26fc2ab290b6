import { InvalidInputError } from '../../lib/errors.js';
import { decodeArrays, encodeArrays } from '../../numerics/array-file.js';
import { createSession, type Session, type SessionOptions } from '../runtime/session.js';
import { type Tensor, tensor, type Tensors, valueCount } from '../tensor.js';
import { fillNoise } from './noise.js';
import type { Schedule } from './schedules.js';
import type { StepModel } from './step-model.js';
import { atStep, copyOf, putRows, takeRows } from './table-rows.js';
import {
  evaluationGraph,
  parameterState,
  type TrainingGraph,
  trainingGraph,
  type TrainingOptions,
} from './training-graph.js';

export interface TrainerOptions extends TrainingOptions {
  /** Learning rate of each step. */
  readonly schedule: Schedule;
  /** Steps of the whole training, as far as the schedule needs them. */
  readonly steps: number;
  /** Decides first weights and all that is random. */
  readonly seed: number;
  readonly session?: SessionOptions;
}

export interface StepResults {
  /** Loss of each step. */
  readonly losses: Float32Array;
  /** Length of all gradients together in each step, before clipping. */
  readonly gradientNorms: Float32Array;
  /** Learning rate of the last step. */
  readonly learningRate: number;
}

/** A loss or a gradient that is no number any more. */
export class DivergedError extends InvalidInputError {
  constructor(
    readonly step: number,
    readonly learningRate: number,
  ) {
    super(
      `The loss stopped being a number in step ${step}, at learning rate ${learningRate}. Lower the learning rate, to ${
        learningRate / 10
      } for instance, or clip gradients more.`,
    );
  }
}

/**
 * Trains a model step by step. Its state is all that a training needs to go on as if it had not been interrupted: on one thread, to the last bit.
 */
export class Trainer {
  private step = 0;

  private constructor(
    private readonly graph: TrainingGraph,
    private readonly session: Session,
    private readonly options: TrainerOptions,
    private states: Record<string, Tensor>,
  ) {}

  /** With first weights, or with those given in their place. */
  static async create(model: StepModel, options: TrainerOptions, weights: Tensors = {}): Promise<Trainer> {
    const graph = trainingGraph(model, options);
    const session = await createSession(graph.bytes, options.session);
    return new Trainer(graph, session, options, firstStates(graph, options.seed, weights));
  }

  /** Steps made. */
  get steps(): number {
    return this.step;
  }

  /** Where it runs. */
  get device(): Session['device'] {
    return this.session.device;
  }

  /** Number of all weights' values. */
  get parameterCount(): number {
    return this.graph.parameters.reduce((sum, { shape }) => sum + valueCount(shape), 0);
  }

  /** Weights as they are now, by name; they stay so, while the training goes on. */
  get parameters(): Record<string, Tensor> {
    const { parameters, tables } = this.graph;
    return Object.fromEntries(
      parameters.map(({ name }) => {
        const state = parameterState(name);
        const weight = this.states[state]!;
        // Tables change in place.
        return [name, tables.has(state) ? copyOf(weight) : weight];
      }),
    );
  }

  /**
   * Makes some steps in one call of the runtime, which blocks the process. A model with tables makes each step in a call of its own.
   * @param inputs the inputs of all steps, (steps, …) each
   * @param frozen weights that stay as they are, by name; others among them are passed over
   * @throws {DivergedError} when the loss or a gradient is no number; the state stays as it was before the call, or before the step that diverged, where a model has tables
   */
  async run(inputs: Tensors, frozen: Tensors = {}): Promise<StepResults> {
    if (this.graph.tables.size === 0) return this.call(inputs, frozen, this.states);
    const { rows, ...others } = inputs;
    const results: StepResults[] = [];
    for (let step = 0; step < rows!.dims[0]!; step++) results.push(await this.callOnRows(step, rows!, others, frozen));
    return {
      losses: Float32Array.from(results, ({ losses }) => losses[0]!),
      gradientNorms: Float32Array.from(results, ({ gradientNorms }) => gradientNorms[0]!),
      learningRate: results.at(-1)!.learningRate,
    };
  }

  private async callOnRows(step: number, rows: Tensor, inputs: Tensors, frozen: Tensors): Promise<StepResults> {
    const { tables } = this.graph;
    const numbers = atStep(rows, step).data as Int32Array;
    const whole = this.states;
    const given = Object.fromEntries(
      Object.entries(whole).map(([name, state]) => [name, tables.has(name) ? takeRows(state, numbers) : state]),
    );
    const ofStep = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, atStep(input, step)]));
    const results = await this.call(ofStep, frozen, given);
    for (const name of tables) {
      putRows(whole[name]!, numbers, this.states[name]!);
      this.states[name] = whole[name]!;
    }
    return results;
  }

  private async call(inputs: Tensors, frozen: Tensors, states: Tensors): Promise<StepResults> {
    const count = Object.values(inputs)[0]?.dims[0] ?? 0;
    const { schedule, steps, optimizer } = this.options;
    const learningRates = Array.from({ length: count }, (_, at) => schedule(this.step + at + 1, steps));
    const rates = learningRates.map((rate, at) => optimizer.rates(this.step + at + 1, rate));
    const rateInputs = Object.keys(rates[0]!).map((name) => {
      const values = Float32Array.from(rates, (each) => each[name]!);
      return [`rate.${name}`, tensor('FP32', [count], values)] as const;
    });
    const answers = await this.session.run({
      ...states,
      ...frozenInputs(this.graph, frozen),
      ...inputs,
      ...Object.fromEntries(rateInputs),
      ...this.noise(count, freeSizes(this.graph, inputs)),
    });
    const losses = answers.loss!.data as Float32Array;
    const gradientNorms = answers.gradient_norm!.data as Float32Array;
    const broken = losses.findIndex((loss, at) => !Number.isFinite(loss) || !Number.isFinite(gradientNorms[at]!));
    if (broken >= 0) throw new DivergedError(this.step + broken + 1, learningRates[broken]!);
    this.states = Object.fromEntries(Object.keys(states).map((name) => [name, answers[`next.${name}`]!]));
    this.step += count;
    return { losses, gradientNorms, learningRate: learningRates.at(-1)! };
  }

  /** Sets what is carried from step to step to zeros, as before the first: at the start of an epoch. */
  forgetCarried(): void {
    for (const [name, { dims }] of Object.entries(this.states))
      if (name.startsWith('carried.')) this.states[name] = tensor('FP32', dims, new Float32Array(valueCount(dims)));
  }

  /** @throws {DivergedError} when a weight is no number: one step's update may overflow where its loss did not */
  assertSound(): void {
    const weights = this.graph.parameters.map(({ name }) => this.states[parameterState(name)]!);
    const sound = weights.every(({ data }) => (data as Float32Array).every(Number.isFinite));
    const { schedule, steps } = this.options;
    if (!sound) throw new DivergedError(this.step, schedule(Math.max(1, this.step), steps));
  }

  /**
   * Step, weights, what the optimizer keeps and what is carried.
   * @param header what the caller wants to keep beside them
   * @param beside tensors of 32-bit floats that the caller wants to keep, too
   */
  state(header: object = {}, beside: Tensors = {}): Uint8Array {
    const arrays = [...Object.values(this.states), ...Object.values(beside)].map(({ data }) => data as Float32Array);
    const [shapes, besideShapes] = [shapesOf(this.states), shapesOf(beside)];
    return encodeArrays({ step: this.step, shapes, besideShapes, header }, arrays);
  }

  /** Goes on from a state. @returns what the caller kept with it; null when it is of another model, and nothing was changed */
  restore(state: Uint8Array): { readonly header: unknown; readonly beside: Tensors } | null {
    const { header, take } = decodeArrays(state);
    const kept = header as { step: number; shapes: NamedShapes; besideShapes?: NamedShapes; header: unknown };
    if (JSON.stringify(shapesOf(this.states)) !== JSON.stringify(kept.shapes)) return null;
    const tensors = (shapes: NamedShapes) =>
      Object.fromEntries(shapes.map(([name, dims]) => [name, tensor('FP32', dims, take.floats(valueCount(dims)))]));
    this.step = kept.step;
    this.states = tensors(kept.shapes);
    // States of releases before there were such tensors have none.
    return { header: kept.header, beside: tensors(kept.besideShapes ?? []) };
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  private noise(count: number, sizes: ReadonlyMap<string, number>): Tensors {
    const { seed } = this.options;
    return Object.fromEntries(
      this.graph.noise.map(({ name, noise, shape: free }, place) => {
        const shape = free.map((size) => (typeof size === 'number' ? size : sizes.get(size)!));
        const each = valueCount(shape);
        const values = new Float32Array(count * each);
        for (let at = 0; at < count; at++)
          fillNoise(values.subarray(at * each, (at + 1) * each), noise, seed, this.step + at + 1, place);
        return [name, tensor('FP32', [count, ...shape], values)];
      }),
    );
  }
}

type NamedShapes = readonly (readonly [name: string, dims: readonly number[]])[];

function shapesOf(tensors: Tensors): NamedShapes {
  return Object.entries(tensors).map(([name, { dims }]) => [name, dims] as const);
}

function frozenInputs({ frozen }: TrainingGraph, weights: Tensors): Tensors {
  return Object.fromEntries(frozen.map(({ name }) => [parameterState(name), weights[name]!]));
}

/** What the free sizes of a model are in a call. */
function freeSizes({ inputs }: TrainingGraph, given: Tensors): Map<string, number> {
  return new Map(
    Object.entries(inputs).flatMap(([name, { shape }]) =>
      shape.flatMap((size, axis) => (typeof size === 'string' ? [[size, given[name]!.dims[axis + 1]!] as const] : [])),
    ),
  );
}

/** Losses of a model on texts that it is not trained on. */
export class Evaluator {
  private constructor(
    private readonly graph: TrainingGraph,
    private readonly session: Session,
    private carried: Record<string, Tensor>,
  ) {}

  static async create(model: StepModel, options: SessionOptions = {}): Promise<Evaluator> {
    const graph = evaluationGraph(model);
    return new Evaluator(graph, await createSession(graph.bytes, options), firstStates(graph, 0, {}));
  }

  /** Loss of each step; what is carried goes on from the call before. */
  async run(parameters: Tensors, inputs: Tensors): Promise<Float32Array> {
    const answers = await this.session.run({ ...frozenInputs(this.graph, parameters), ...this.carried, ...inputs });
    this.carried = Object.fromEntries(Object.keys(this.carried).map((name) => [name, answers[`next.${name}`]!]));
    return answers.loss!.data as Float32Array;
  }

  forgetCarried(): void {
    this.carried = firstStates(this.graph, 0, {});
  }

  async release(): Promise<void> {
    await this.session.release();
  }
}

function firstStates({ states, parameters }: TrainingGraph, seed: number, weights: Tensors): Record<string, Tensor> {
  const first = new Map(parameters.map((spec, stream) => [parameterState(spec.name), { spec, stream }]));
  return Object.fromEntries(
    [...states].map(([name, shape]) => {
      const known = first.get(name);
      const given = known && weights[known.spec.name];
      // Tables change in place.
      if (given) return [name, copyOf(given)];
      const values = new Float32Array(valueCount(shape));
      known?.spec.initializer(values, shape, seed, known.stream);
      return [name, tensor('FP32', shape, values)];
    }),
  );
}
