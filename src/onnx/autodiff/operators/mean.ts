import { div } from './arithmetic.js';
import { operation } from '../graph.js';
import { shapeOf } from './layout.js';
import { everyAxis, expandLike, reducedShape } from './reduce.js';
import { axisOf, productOf } from '../shape.js';
import type { Variable } from '../variable.js';

/** Mean over axes, which become 1 with `keep` and go otherwise; over all of them when left out. */
export function reduceMean(x: Variable, axes: readonly number[] = everyAxis(x), keep = false): Variable {
  const over = axes.map((axis) => axisOf(axis, x.rank));
  if (over.length === 0) return x;
  const output = { type: x.type, shape: reducedShape(x, over, keep) };
  const back = (dy: Variable) => expandLike(div(dy, countOf(x, over)), x, over);
  return operation('ReduceMean', [x], output, [back], { keepdims: Number(keep) }, [x.graph.integers(over)]);
}

/** How many values each mean is of. */
function countOf(x: Variable, over: readonly number[]): Variable | number {
  const count = productOf(over.map((axis) => x.shape[axis]!));
  if (typeof count === 'number') return count;
  const sizes = shapeOf(x);
  const chosen = operation('Gather', [sizes], { type: 'INT64', shape: [over.length] }, [], {}, [
    x.graph.integers(over),
  ]);
  const product = operation('ReduceProd', [chosen], { type: 'INT64', shape: [] }, [], { keepdims: 0 });
  return castTo(product, x);
}

function castTo(count: Variable, like: Variable): Variable {
  return operation('CastLike', [count, like], { type: like.type, shape: [] });
}
