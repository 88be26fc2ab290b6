import type { Attribute } from '../attributes.js';
import { type Dimension, GraphBuilder, type Value } from '../builder.js';
import { type Datatype, type Tensor, tensor } from '../tensor.js';
import type { Shape } from './shape.js';
import { type Backward, type Operation, Variable } from './variable.js';

/** A number stands for a constant of the type of what it is combined with. */
export type Operand = Variable | number;

/** Type and shape of a node's output. */
export interface Output {
  readonly type: Datatype;
  readonly shape: Shape;
}

let operations = 0;

/**
 * A graph of variables.
 * @example
 * const graph = new Graph();
 * const x = graph.input('x', 'FP32', ['N', 4]);
 * const loss = reduceMean(square(matmul(x, graph.input('w', 'FP32', [4, 1]))));
 * graph.output('loss', loss);
 */
export class Graph {
  private readonly constants = new Map<string, Variable>();

  constructor(
    readonly builder: GraphBuilder = new GraphBuilder(),
    /** How many graphs lie around this one. */
    readonly depth = 0,
  ) {}

  input(name: string, type: Datatype, shape: Shape): Variable {
    return new Variable(this, this.builder.input(name, type, shape), type, shape);
  }

  /** A tensor stored in the model under this name. */
  stored(name: string, values: Tensor): Variable {
    return new Variable(this, this.builder.initializer(name, values), values.type, values.dims);
  }

  constant(values: Tensor): Variable {
    return new Variable(this, this.builder.constant(values), values.type, values.dims);
  }

  scalar(type: Datatype, value: number): Variable {
    return this.known(`${type} ${value}`, () => this.constant(scalarTensor(type, value)));
  }

  /** A list of whole numbers, as nodes take axes and shapes. */
  integers(values: readonly number[]): Value {
    const make = () => this.constant(tensor('INT64', [values.length], BigInt64Array.from(values, BigInt)));
    return this.known(`[${values.join()}]`, make).value;
  }

  output(name: string, variable: Variable, shape: readonly Dimension[] = variable.shape): void {
    this.builder.output(name, variable.value, variable.type, shape);
  }

  /** The graph of the body of a loop. */
  inner(name: string): Graph {
    return new Graph(this.builder.subgraph(name), this.depth + 1);
  }

  private known(key: string, make: () => Variable): Variable {
    const found = this.constants.get(key) ?? make();
    this.constants.set(key, found);
    return found;
  }
}

/**
 * Adds a node with one output.
 * @param backward for each input, what it gets of the output's gradient; none where no gradient flows
 */
export function operation(
  op: string,
  inputs: readonly Variable[],
  output: Output,
  backward: readonly (Backward | null)[] = [],
  attributes: Readonly<Record<string, Attribute>> = {},
  /** Axes, shapes and the like, behind the inputs. */
  parameters: readonly (Value | null)[] = [],
): Variable {
  return operationOutputs(op, inputs, [output], backward, attributes, parameters)[0]!;
}

/** As `operation`, for a node with several outputs: `backward` gets the gradients of all. */
export function operationOutputs(
  op: string,
  inputs: readonly Variable[],
  outputs: readonly Output[],
  backward: readonly (Backward | null)[] = [],
  attributes: Readonly<Record<string, Attribute>> = {},
  parameters: readonly (Value | null)[] = [],
): Variable[] {
  const graph = innermost(inputs);
  const given = [...inputs.map(({ value }) => value), ...parameters];
  const values = graph.builder.nodeOutputs(op, outputs.length, given, attributes);
  const flows = backward.some((part) => part !== null);
  const origin: Operation | null = flows ? { order: ++operations, inputs, outputs: [], backward } : null;
  const made = outputs.map(({ type, shape }, at) => new Variable(graph, values[at]!, type, shape, origin));
  if (origin) origin.outputs = made;
  return made;
}

/** The same value with another way back for gradients: where a shorter one is known than through what computed it. */
export function withBackward(
  { graph, value, type, shape }: Variable,
  inputs: readonly Variable[],
  backward: readonly (Backward | null)[],
): Variable {
  const origin: Operation = { order: ++operations, inputs, outputs: [], backward };
  const made = new Variable(graph, value, type, shape, origin);
  origin.outputs = [made];
  return made;
}

/** The graph that sees all of the variables. */
export function innermost(variables: readonly Variable[]): Graph {
  return variables.reduce((deepest, { graph }) => (graph.depth > deepest.depth ? graph : deepest), variables[0]!.graph);
}

/** Operands as variables of one type. @throws {TypeError} when their types differ, or all are numbers */
export function variablesOf<const T extends readonly Operand[]>(operands: T): { [K in keyof T]: Variable } {
  const variables = operands.filter((operand) => typeof operand !== 'number');
  const [first] = variables;
  if (!first) throw new TypeError('At least one operand has to be a variable.');
  for (const { type } of variables)
    if (type !== first.type) throw new TypeError(`${first.type} and ${type} do not go together: cast one of them.`);
  const graph = innermost(variables);
  return operands.map((operand) => (typeof operand === 'number' ? graph.scalar(first.type, operand) : operand)) as {
    [K in keyof T]: Variable;
  };
}

function scalarTensor(type: Datatype, value: number): Tensor {
  switch (type) {
    case 'FP32':
      return tensor(type, [], Float32Array.of(value));
    case 'FP64':
      return tensor(type, [], Float64Array.of(value));
    case 'INT64':
      return tensor(type, [], BigInt64Array.of(BigInt(value)));
    case 'INT32':
      return tensor(type, [], Int32Array.of(value));
    default:
      throw new TypeError(`A number cannot stand for a ${type}.`);
  }
}
