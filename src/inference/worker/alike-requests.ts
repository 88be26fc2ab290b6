import type { WireTensor } from '../protocol/tensors/wire-tensor.js';
import type { RunRequest } from './lanes/lane-process.js';

/** Neighbours that are alike, so that a lane may take their rows as those of one request. */
export function alikeRequests(requests: readonly RunRequest[]): RunRequest[][] {
  const groups: RunRequest[][] = [];
  for (const request of requests) {
    const group = groups.at(-1);
    if (group && areAlike(group[0]!, request)) group.push(request);
    else groups.push([request]);
  }
  return groups;
}

function areAlike(one: RunRequest, other: RunRequest): boolean {
  return (
    one.inputs.length === other.inputs.length &&
    one.inputs.length > 0 &&
    areSame(one.outputs ?? [], other.outputs ?? []) &&
    (one.outputs === null) === (other.outputs === null) &&
    one.tellWords === other.tellWords &&
    haveRows(one.inputs) &&
    haveRows(other.inputs) &&
    one.inputs.every((input, place) => haveSameFormat(input, other.inputs[place]!))
  );
}

/** Whether each input has as many rows as the others; strings are left out, whose rows differ in length. */
function haveRows(inputs: readonly WireTensor[]): boolean {
  const rows = inputs[0]!.dims[0] ?? 0;
  return rows > 0 && inputs.every(({ type, dims }) => type !== 'BYTES' && dims[0] === rows);
}

function haveSameFormat(one: WireTensor, other: WireTensor): boolean {
  return one.name === other.name && one.type === other.type && areSame(one.dims.slice(1), other.dims.slice(1));
}

function areSame<T>(some: readonly T[], others: readonly T[]): boolean {
  return some === others || (some.length === others.length && some.every((value, place) => value === others[place]));
}
