import { type Dimension, Value } from '../builder.js';
import type { Graph } from './graph.js';
import { sameShape, showShape } from './shape.js';
import { Variable } from './variable.js';

interface State {
  readonly initial: Variable;
  readonly inside: Variable;
  next: Variable | null;
}

interface Sequence {
  readonly all: Variable;
  readonly inside: Variable;
}

/**
 * Runs a part of a graph once for each step: ONNX's Scan. Gradients do not flow through a loop; within its body they do.
 * @example
 * const loop = new Loop(graph, 'steps');
 * const total = loop.state(graph.scalar('FP32', 0));
 * loop.setNext(total, add(total, loop.each(numbers)));
 * const { states: [sum] } = loop.close();
 */
export class Loop {
  /** What runs in each step; it may use variables of the graph around it. */
  readonly body: Graph;
  private readonly states: State[] = [];
  private readonly sequences: Sequence[] = [];
  private readonly collected: Variable[] = [];

  constructor(
    private readonly outer: Graph,
    private readonly name: string,
  ) {
    this.body = outer.inner(name);
  }

  /** A variable that each step hands to the next. */
  state(initial: Variable): Variable {
    const inside = this.placeholder(initial, initial.shape);
    this.states.push({ initial, inside, next: null });
    return inside;
  }

  /** What a state is in the next step. @throws {TypeError} when its shape changes */
  setNext(state: Variable, next: Variable): void {
    const found = this.states.find(({ inside }) => inside === state);
    if (!found) throw new TypeError('This is no state of the loop.');
    if (next.type !== state.type || !sameShape(next.shape, state.shape))
      throw new TypeError(`A state of shape ${showShape(state.shape)} cannot become one of ${showShape(next.shape)}.`);
    found.next = next;
  }

  /** The part of a sequence (steps, …) that belongs to the step. All sequences have as many. */
  each(all: Variable): Variable {
    const inside = this.placeholder(all, all.shape.slice(1));
    this.sequences.push({ all, inside });
    return inside;
  }

  /** Keeps a value of each step: one of the results of `close`, which are (steps, …). */
  collect(value: Variable): void {
    this.collected.push(value);
  }

  /** Ends the loop: the states after the last step, and what was collected, both in the order in which they were made. */
  close(): { states: Variable[]; collected: Variable[] } {
    const { outer, body, states, sequences, collected, name } = this;
    [...states, ...sequences].forEach(({ inside: { value, type, shape } }, at) => {
      value.name = body.builder.input(`${name}.in.${at}`, type, shape).name;
    });
    const results = [...states.map(({ next, inside }) => next ?? inside), ...collected];
    results.forEach((result, at) => {
      body.output(`${name}.out.${at}`, result);
    });
    const steps: Dimension = sequences[0]?.all.shape[0] ?? 1;
    const given = [...states.map(({ initial }) => initial), ...sequences.map(({ all }) => all)];
    const values = outer.builder.nodeOutputs(
      'Scan',
      results.length,
      given.map(({ value }) => value),
      { body: body.builder, num_scan_inputs: sequences.length },
    );
    const outputs = results.map(({ type, shape }, at) => {
      const whole = at < states.length ? shape : [steps, ...shape];
      return new Variable(outer, values[at]!, type, whole);
    });
    return { states: outputs.slice(0, states.length), collected: outputs.slice(states.length) };
  }

  private placeholder(like: Variable, shape: readonly Dimension[]): Variable {
    return new Variable(this.body, new Value(''), like.type, shape);
  }
}
