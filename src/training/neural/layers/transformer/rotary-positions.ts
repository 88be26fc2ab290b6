import { type Graph, operation } from '../../../../onnx/autodiff/graph.js';
import { add, mul, neg } from '../../../../onnx/autodiff/operators/arithmetic.js';
import { reshape } from '../../../../onnx/autodiff/operators/layout.js';
import { concat, split } from '../../../../onnx/autodiff/operators/pieces.js';
import { cast } from '../../../../onnx/autodiff/operators/select.js';
import { fixedSize } from '../../../../onnx/autodiff/shape.js';
import type { Variable } from '../../../../onnx/autodiff/variable.js';
import { tensor } from '../../../../onnx/tensor.js';

const BASE = 10_000;

/** By what the vectors of each place are turned: what broadcasts to (…, T, width). */
export interface Rotation {
  readonly cosines: Variable;
  /** Those of the first half with their sign turned. */
  readonly sines: Variable;
}

/**
 * Places in a text as angles by which queries and keys are turned, so that their product depends on how far apart they are. There is nothing
 * to learn, and no table that ends; keys that are kept need not be turned again.
 * @param width of a head, an even number
 * @see Su et al., RoFormer: Enhanced Transformer with Rotary Position Embedding (2021)
 */
export function firstPlaces(graph: Graph, count: number, width: number): Rotation {
  const speeds = speedsOf(width);
  const table = (of: (angle: number) => number, firstHalf: 1 | -1) => {
    const values = new Float32Array(count * width);
    for (let place = 0; place < count; place++)
      speeds.forEach((speed, at) => {
        const value = of(place * speed);
        values[place * width + at] = firstHalf * value;
        values[place * width + width / 2 + at] = value;
      });
    return graph.constant(tensor('FP32', [count, width], values));
  };
  return { cosines: table(Math.cos, 1), sines: table(Math.sin, -1) };
}

/** The same for places that are known when the graph runs: (batch, T) INT64. */
export function placesGiven(places: Variable, width: number): Rotation {
  const { graph, shape } = places;
  const speeds = graph.constant(tensor('FP32', [1, width / 2], Float32Array.from(speedsOf(width))));
  const [batch, count] = shape;
  const angles = mul(reshape(cast(places, 'FP32'), [batch!, count!, 1]), speeds);
  const apart = operation('Unsqueeze', [angles], { type: 'FP32', shape: [batch!, 1, count!, width / 2] }, [], {}, [
    graph.integers([1]),
  ]);
  const [cosine, sine] = ['Cos', 'Sin'].map((op) => operation(op, [apart], apart));
  return { cosines: concat([cosine!, cosine!], -1), sines: concat([neg(sine!), sine!], -1) };
}

/** Vectors (…, T, width), each turned by its place. */
export function turned(x: Variable, { cosines, sines }: Rotation): Variable {
  const half = fixedSize(x.shape, -1, 'A rotation') / 2;
  const [first, second] = split(x, [half, half], -1);
  return add(mul(x, cosines), mul(concat([second!, first!], -1), sines));
}

/** Angles from one place to the next, (width ÷ 2). */
function speedsOf(width: number): number[] {
  return Array.from({ length: width / 2 }, (_, at) => BASE ** ((-2 * at) / width));
}
