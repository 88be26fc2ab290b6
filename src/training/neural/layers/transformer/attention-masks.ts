import { mul, sub } from '../../../../onnx/autodiff/operators/arithmetic.js';
import { concat } from '../../../../onnx/autodiff/operators/pieces.js';
import { type Graph, operation } from '../../../../onnx/autodiff/graph.js';
import { reshape, shapeOf } from '../../../../onnx/autodiff/operators/layout.js';
import { cast } from '../../../../onnx/autodiff/operators/select.js';
import type { Variable } from '../../../../onnx/autodiff/variable.js';
import { tensor } from '../../../../onnx/tensor.js';

/** Added to the score of what may not be looked at: far below all others, and a number, so that nothing becomes none. */
const HIDDEN = -1e9;

/** No place looks at those behind it: (T, T). */
export function causalMask(graph: Graph, count: number): Variable {
  const values = new Float32Array(count * count);
  for (let place = 0; place < count; place++) values.fill(HIDDEN, place * count + place + 1, (place + 1) * count);
  return graph.constant(tensor('FP32', [count, count], values));
}

/**
 * The same with places that were read before, and of texts of several lengths.
 * @param tokens those that are new, (batch, T)
 * @param known 1 for each place that holds a token of its text, 0 for others, of those before and the new: (batch, S)
 * @returns (batch, 1, T, S)
 */
export function causalMaskBehind(tokens: Variable, known: Variable): Variable {
  const [count, whole] = [sizeOf(tokens, 1), sizeOf(known, 1)];
  const shape = [tokens.shape[1]!, known.shape[1]!];
  const ones = operation('ConstantOfShape', [concat([count, whole], 0)], { type: 'FP32', shape }, [], {
    value: tensor('FP32', [1], Float32Array.of(1)),
  });
  const before = reshape(sub(whole, count), []);
  const reachable = operation('Trilu', [ones, before], ones, [], { upper: 0 });
  return hiding(mul(reachable, ofKeys(known)));
}

/** Nothing looks at places that hold no token of their text. @param known (batch, S), as above @returns (batch, 1, 1, S) */
export function paddingMask(known: Variable): Variable {
  return hiding(ofKeys(known));
}

function ofKeys(known: Variable): Variable {
  const [batch, whole] = known.shape;
  const output = { type: 'FP32' as const, shape: [batch!, 1, 1, whole!] };
  return operation('Unsqueeze', [cast(known, 'FP32')], output, [], {}, [known.graph.integers([1, 2])]);
}

/** 1 to 0, 0 to what hides. */
function hiding(visible: Variable): Variable {
  return mul(sub(visible, 1), -HIDDEN);
}

/** A size as INT64 (1). */
function sizeOf(x: Variable, axis: number): Variable {
  return operation('Gather', [shapeOf(x)], { type: 'INT64', shape: [1] }, [], {}, [x.graph.integers([axis])]);
}
