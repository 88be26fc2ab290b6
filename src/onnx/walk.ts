import type { GraphProto, ModelProto, NodeProto, TensorProto } from './generated/onnx_pb.js';

/** Any list of nodes: a graph, or the body of a function. */
type Body = Pick<GraphProto, 'node'>;

/** The main graph, the bodies of functions, and all graphs within their nodes. */
export function* everyGraph(model: ModelProto): Generator<Body & Partial<Pick<GraphProto, 'initializer'>>> {
  if (model.graph) yield* withInner(model.graph);
  for (const body of model.functions) yield* withInner(body);
}

/** Every tensor that a model stores: initializers, and the attributes of nodes such as Constant. */
export function* everyTensor(model: ModelProto): Generator<TensorProto> {
  for (const { initializer = [], node } of everyGraph(model)) {
    yield* initializer;
    for (const { attribute } of node) {
      for (const { t, tensors } of attribute) yield* t ? [t, ...tensors] : tensors;
    }
  }
}

/** The graphs that a node holds: the branches of If, the body of Loop or Scan. */
export function graphsOf(node: NodeProto): GraphProto[] {
  return node.attribute.flatMap(({ g, graphs }) => (g ? [g, ...graphs] : graphs));
}

function* withInner<B extends Body>(body: B): Generator<B | GraphProto> {
  yield body;
  for (const node of body.node) for (const inner of graphsOf(node)) yield* withInner(inner);
}
