import { gradients } from '../autodiff/gradients.js';
import { Graph } from '../autodiff/graph.js';
import { Loop } from '../autodiff/loop.js';
import type { Shape } from '../autodiff/shape.js';
import type { Variable } from '../autodiff/variable.js';
import { clipByNorm, globalNorm } from './clip.js';
import type { Noise } from './noise.js';
import type { Optimizer } from './optimizers/optimizer.js';
import { type ParameterSource, type ParameterSpec, Scope } from './scope.js';
import type { InputSpec, Named, StepModel } from './step-model.js';

/** The axis of inputs along which the steps of a run lie. */
const STEPS = 'steps';

export interface TrainingOptions {
  readonly optimizer: Optimizer;
  /** Longest that all gradients together may be; no bound when left out. */
  readonly clipNorm?: number;
  /** Weights that are given and stay as they are, by name: none when left out. */
  readonly isFrozen?: (name: string) => boolean;
}

/** Random numbers that each step of a graph takes. */
export interface NoiseInput {
  readonly name: string;
  readonly noise: Noise;
  readonly shape: Shape;
}

export interface TrainingGraph {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What each step is given. */
  readonly inputs: Readonly<Record<string, InputSpec>>;
  /** Weights that change. */
  readonly parameters: readonly ParameterSpec[];
  /** Weights that are given with each call, under the names that `parameterState` gives them. */
  readonly frozen: readonly ParameterSpec[];
  readonly noise: readonly NoiseInput[];
  /** Shapes of the tensors that a run takes and gives back changed, as `next.NAME`: weights, what the optimizer keeps, what is carried. */
  readonly states: ReadonlyMap<string, readonly number[]>;
  /** Which of them are tables, of which a run of one step takes and gives back rows. */
  readonly tables: ReadonlySet<string>;
}

export const parameterState = (name: string): string => `parameter.${name}`;
const slotState = (slot: string, name: string) => `${slot}.${name}`;
export const carriedState = (name: string): string => `carried.${name}`;

/**
 * Forward, backward and optimizer as one graph, which runs any number of steps in one call: weights stay within the runtime from step to step.
 * It gives `loss` and `gradient_norm` (steps).
 */
export function trainingGraph(
  model: StepModel,
  { optimizer, clipNorm, isFrozen = () => false }: TrainingOptions,
): TrainingGraph {
  const steps = new StepLoop(model, isFrozen);
  const { loss } = steps.forward;
  const weights = [...steps.parameters.values()].filter(({ spec }) => !isFrozen(spec.name));
  const raw = gradients(
    loss,
    weights.map(({ variable }) => variable),
  );
  const norm = globalNorm(raw);
  const changes = clipNorm === undefined ? raw : clipByNorm(raw, norm, clipNorm);
  const rates = Object.fromEntries(
    Object.keys(optimizer.rates(1, 1)).map((name) => [name, steps.each(`rate.${name}`, 'FP32', [])]),
  );
  weights.forEach(({ spec: { name, shape }, variable }, at) => {
    const slots = Object.fromEntries(
      optimizer.slots.map((slot) => [slot, steps.weightState(slotState(slot, name), name, shape)]),
    );
    const next = optimizer.update(variable, changes[at]!, slots, rates);
    steps.setNext(variable, next.parameter);
    for (const slot of optimizer.slots) steps.setNext(slots[slot]!, next.slots[slot]!);
  });
  return steps.close({ loss, gradient_norm: norm });
}

/** The loss of each step with given weights, and nothing random: `loss` (steps). */
export function evaluationGraph(model: StepModel): TrainingGraph {
  const steps = new StepLoop(model, () => true, { isRandom: false });
  return steps.close({ loss: steps.forward.loss });
}

/** The body of the loop over steps, and what goes into and out of it. */
class StepLoop {
  readonly parameters = new Map<string, { spec: ParameterSpec; variable: Variable }>();
  readonly forward: ReturnType<StepModel['forward']>;
  private readonly graph = new Graph();
  private readonly loop = new Loop(this.graph, 'step');
  private readonly noise: NoiseInput[] = [];
  private readonly states = new Map<string, { inside: Variable; shape: readonly number[] }>();
  private readonly tables = new Set<string>();

  constructor(
    private readonly model: StepModel,
    private readonly isFrozen: (name: string) => boolean,
    { isRandom = true } = {},
  ) {
    const inputs = Object.entries(model.inputs).map(
      ([name, { type, shape }]) => [name, this.each(name, type, shape)] as const,
    );
    const carried: Named = Object.fromEntries(
      Object.entries(model.carried ?? {}).map(([name, shape]) => [name, this.state(carriedState(name), shape)]),
    );
    const source: ParameterSource = {
      parameter: (spec) => this.parameter(spec),
      noise: isRandom ? (noise, shape) => this.random(noise, shape) : null,
    };
    this.forward = model.forward(new Scope(source), Object.fromEntries(inputs), carried);
    for (const [name, next] of Object.entries(this.forward.carried ?? {})) this.setNext(carried[name]!, next);
  }

  each(name: string, type: Variable['type'], shape: Shape): Variable {
    return this.loop.each(this.graph.input(name, type, [STEPS, ...shape]));
  }

  /** What belongs to a weight: rows of it where the weight is a table. */
  weightState(name: string, weight: string, shape: readonly number[]): Variable {
    const { tables } = this.model;
    if (!tables?.names.includes(weight)) return this.state(name, shape);
    this.tables.add(name);
    return this.state(name, shape, [tables.count, ...shape.slice(1)]);
  }

  private state(name: string, shape: readonly number[], given = shape): Variable {
    const inside = this.loop.state(this.graph.input(name, 'FP32', given));
    this.states.set(name, { inside, shape });
    return inside;
  }

  setNext(state: Variable, next: Variable): void {
    this.loop.setNext(state, next);
  }

  close(collected: Named): TrainingGraph {
    for (const value of Object.values(collected)) this.loop.collect(value);
    const results = this.loop.close();
    [...this.states.keys()].forEach((name, at) => {
      this.graph.output(`next.${name}`, results.states[at]!);
    });
    Object.keys(collected).forEach((name, at) => {
      this.graph.output(name, results.collected[at]!);
    });
    const specs = [...this.parameters.values()].map(({ spec }) => spec);
    const shapes = [...this.states].map(([name, { shape }]) => [name, shape] as const);
    return {
      bytes: this.graph.builder.toBytes(),
      inputs: this.model.inputs,
      parameters: specs.filter(({ name }) => !this.isFrozen(name)),
      frozen: specs.filter(({ name }) => this.isFrozen(name)),
      noise: this.noise,
      states: new Map(shapes),
      tables: this.tables,
    };
  }

  private parameter(spec: ParameterSpec): Variable {
    const { name, shape } = spec;
    const known = this.parameters.get(name);
    if (known) {
      if (known.spec.shape.join() !== shape.join())
        throw new TypeError(`The weight "${name}" is [${known.spec.shape.join(', ')}], not [${shape.join(', ')}].`);
      return known.variable;
    }
    const state = parameterState(name);
    const variable = this.isFrozen(name)
      ? this.graph.input(state, 'FP32', shape)
      : this.weightState(state, name, shape);
    this.parameters.set(name, { spec, variable });
    return variable;
  }

  private random(noise: Noise, shape: Shape): Variable {
    const name = `noise.${this.noise.length}`;
    this.noise.push({ name, noise, shape });
    return this.each(name, 'FP32', shape);
  }
}
