import { div, mul } from './arithmetic.js';
import { operation } from '../graph.js';
import { everyAxis, expandLike, reducedShape, reduceSum } from './reduce.js';
import { cast, equal } from './select.js';
import { axisOf } from '../shape.js';
import type { Variable } from '../variable.js';

/** Largest value over axes, which become 1 with `keep` and go otherwise; over all of them when left out. Equal ones share its gradient. */
export function reduceMax(x: Variable, axes: readonly number[] = everyAxis(x), keep = false): Variable {
  const over = axes.map((axis) => axisOf(axis, x.rank));
  if (over.length === 0) return x;
  const output = { type: x.type, shape: reducedShape(x, over, keep) };
  const back = (dy: Variable) => {
    const isLargest = cast(equal(x, expandLike(y, x, over)), x.type);
    return mul(expandLike(dy, x, over), div(isLargest, reduceSum(isLargest, over, true)));
  };
  const y: Variable = operation('ReduceMax', [x], output, [back], { keepdims: Number(keep) }, [x.graph.integers(over)]);
  return y;
}
