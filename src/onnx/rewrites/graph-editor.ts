import { create } from '@bufbuild/protobuf';
import { type Attribute, attributeToProto } from '../attributes.js';
import { ELEMENT_TYPE } from '../element-type.js';
import { type ModelProto, type NodeProto, NodeProtoSchema, type TensorProto } from '../generated/onnx_pb.js';
import type { decodeModel } from '../inspect.js';
import type { Tensor } from '../tensor.js';
import { tensorToProto } from '../tensor-proto.js';
import { everyGraph, graphsOf } from '../walk.js';

/** Replaces nodes of a model's main graph; subgraphs and functions stay as they are. */
export class GraphEditor {
  private readonly initializers: Map<string, TensorProto>;
  private readonly names: Set<string>;
  /** Names that must keep their values: graph inputs and outputs, and what subgraphs see. */
  private readonly pinned: Set<string>;
  private readonly nodes: NodeProto[] = [];
  private counter = 0;

  constructor(private readonly model: ReturnType<typeof decodeModel>) {
    const { graph } = model;
    this.initializers = new Map(graph.initializer.map((initializer) => [initializer.name, initializer]));
    this.names = allNames(model);
    this.pinned = new Set([...graph.input, ...graph.output].map(({ name }) => name));
    for (const inner of graph.node.flatMap(graphsOf)) this.pinInputsOf(inner);
  }

  /** The version of ONNX's own operator set that the model uses. */
  get opset(): number {
    return Number(this.model.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 0n);
  }

  /** A 32-bit float matrix that only these nodes see, as their input at `position`; null for anything else. */
  ownMatrix(name: string | undefined, users: ReadonlySet<NodeProto>, position: number): TensorProto | null {
    if (name === undefined || this.pinned.has(name)) return null;
    const isOwn = (node: NodeProto, index: number) => users.has(node) && index === position;
    const shared = this.model.graph.node.some((node) =>
      node.input.some((input, index) => input === name && !isOwn(node, index)),
    );
    const weight = this.initializers.get(name);
    return !shared && weight?.dims.length === 2 && weight.dataType === ELEMENT_TYPE.FP32 ? weight : null;
  }

  /** Passes each node on, replaced by whatever `replace` adds when it answers true. */
  rewrite(replace: (node: NodeProto) => boolean): void {
    for (const node of this.model.graph.node) if (!replace(node)) this.nodes.push(node);
    this.model.graph.node = this.nodes;
    const used = new Set([...this.pinned, ...this.nodes.flatMap((node) => node.input)]);
    this.model.graph.initializer = [...this.initializers.values()].filter(({ name }) => used.has(name));
  }

  /** Adds a node; its output has a fresh name unless one is given. */
  add(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    output?: string,
  ): string {
    const name = output ?? this.freshName(op);
    this.nodes.push(
      create(NodeProtoSchema, {
        opType: op,
        name: this.freshName(op),
        input: [...inputs],
        output: [name],
        attribute: Object.entries(attributes).map(([key, value]) => attributeToProto(key, value)),
      }),
    );
    return name;
  }

  addInitializer(stem: string, tensor: Tensor): string {
    const name = this.freshName(stem);
    this.initializers.set(name, tensorToProto(name, tensor));
    return name;
  }

  private freshName(stem: string): string {
    let name: string;
    do name = `${stem}_${++this.counter}`;
    while (this.names.has(name));
    this.names.add(name);
    return name;
  }

  private pinInputsOf(body: { node: readonly NodeProto[]; output?: readonly { name: string }[] }): void {
    for (const { name } of body.output ?? []) this.pinned.add(name);
    for (const node of body.node) {
      for (const name of node.input) this.pinned.add(name);
      for (const inner of graphsOf(node)) this.pinInputsOf(inner);
    }
  }
}

function allNames(model: ModelProto): Set<string> {
  const names = new Set<string>();
  for (const { node, initializer = [] } of everyGraph(model)) {
    for (const { name } of initializer) names.add(name);
    for (const { name, input, output } of node) for (const known of [name, ...input, ...output]) names.add(known);
  }
  return names;
}
