import { operation } from '../graph.js';
import { zerosLike } from './fill.js';
import { expand } from './reduce.js';

import { flattenRows, reshape, shapeOf, unsqueeze } from './layout.js';
import { axisOf, productOf, showShape } from '../shape.js';
import type { Variable } from '../variable.js';

/** Rows of a table (n, …) by whole numbers from 0 to n−1: an embedding. Each row's gradient is the sum over its uses. */
export function gather(table: Variable, indices: Variable): Variable {
  const shape = [...indices.shape, ...table.shape.slice(1)];
  return operation('Gather', [table, indices], { type: table.type, shape }, [
    (dy) => addedRows(dy, indices, table),
    null,
  ]);
}

/** One value from each row of the last axis: x (…, n) and indices (…) of 0 to n−1 to (…). */
export function pick(x: Variable, indices: Variable): Variable {
  if (showShape(indices.shape) !== showShape(x.shape.slice(0, -1)))
    throw new TypeError(`Indices ${showShape(indices.shape)} do not choose one of each row of ${showShape(x.shape)}.`);
  const one = unsqueeze(indices, [-1]);
  const axis = axisOf(-1, x.rank);
  const output = { type: x.type, shape: [...indices.shape, 1] };
  const back = (dy: Variable) => scatter(zerosLike(x), one, dy, axis);
  const picked = operation('GatherElements', [x, one], output, [back, null], { axis });
  return reshape(picked, indices.shape);
}

/** `base` with `updates` added where `indices` say along an axis. */
export function scatter(base: Variable, indices: Variable, updates: Variable, axis: number): Variable {
  const backward = [
    (dy: Variable) => dy,
    null,
    (dy: Variable) => operation('GatherElements', [dy, indices], updates, [], { axis }),
  ];
  return operation('ScatterElements', [base, indices, updates], base, backward, { axis, reduction: 'add' });
}

function addedRows(gradient: Variable, indices: Variable, table: Variable): Variable {
  const width = productOf(table.shape.slice(1));
  const rows = flattenRows(table.rank === 2 ? gradient : reshape(gradient, [productOf(indices.shape), width]));
  const numbers = reshape(indices, [productOf(indices.shape), 1]);
  const spread =
    typeof rows.shape[0] === 'number' && typeof width === 'number'
      ? expand(numbers, [rows.shape[0], width])
      : operation('Expand', [numbers], { type: 'INT64', shape: rows.shape }, [], {}, [shapeOf(rows).value]);
  const flat = table.rank === 2 ? table : reshape(table, [table.shape[0]!, width]);
  return reshape(scatter(zerosLike(flat), spread, rows, 0), table.shape);
}
