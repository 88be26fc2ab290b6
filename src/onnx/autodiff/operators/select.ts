import { ELEMENT_TYPE } from '../../element-type.js';
import type { Datatype } from '../../tensor.js';
import { type Operand, operation, variablesOf } from '../graph.js';
import { sumTo } from './reduce.js';
import { broadcastShapes } from '../shape.js';
import { Variable } from '../variable.js';

/** `chosen` where the condition holds, `other` elsewhere, with broadcasting. */
export function where(condition: Variable, chosen: Operand, other: Operand): Variable {
  const [a, b] = variablesOf([chosen, other]);
  const shape = broadcastShapes(condition.shape, broadcastShapes(a.shape, b.shape));
  return operation('Where', [condition, a, b], { type: a.type, shape }, [
    null,
    (dy) => sumTo(where(condition, dy, 0), a.shape, a),
    (dy) => sumTo(where(condition, 0, dy), b.shape, b),
  ]);
}

/** Whether a > b, elementwise. */
export function greater(left: Operand, right: Operand): Variable {
  const [a, b] = variablesOf([left, right]);
  return operation('Greater', [a, b], { type: 'BOOL', shape: broadcastShapes(a.shape, b.shape) });
}

/** Whether a = b, elementwise. */
export function equal(left: Operand, right: Operand): Variable {
  const [a, b] = variablesOf([left, right]);
  return operation('Equal', [a, b], { type: 'BOOL', shape: broadcastShapes(a.shape, b.shape) });
}

/** The same values as another type. Gradients flow between floating-point types. */
export function cast(x: Variable, type: Datatype): Variable {
  const floating = [x.type, type].every((each) => each.startsWith('FP'));
  const backward = floating ? [(dy: Variable) => cast(dy, x.type)] : [];
  return operation('Cast', [x], { type, shape: x.shape }, backward, { to: ELEMENT_TYPE[type] });
}

/** The same values, through which no gradient flows. */
export function cutOff(x: Variable): Variable {
  return new Variable(x.graph, x.value, x.type, x.shape);
}
