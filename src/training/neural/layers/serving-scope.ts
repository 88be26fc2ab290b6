import type { Graph } from '../../../onnx/autodiff/graph.js';
import type { Variable } from '../../../onnx/autodiff/variable.js';
import type { Tensors } from '../../../onnx/tensor.js';
import { Scope } from '../../../onnx/training/scope.js';

/**
 * Where a network is built that is served: nothing is random.
 * @param weights stored in the graph, by name; null makes them its inputs
 */
export function servingScope(graph: Graph, weights: Tensors | null): Scope {
  const known = new Map<string, Variable>();
  return new Scope({
    parameter({ name, shape }) {
      const variable =
        known.get(name) ?? (weights ? graph.stored(name, weights[name]!) : graph.input(name, 'FP32', shape));
      known.set(name, variable);
      return variable;
    },
    noise: null,
  });
}
