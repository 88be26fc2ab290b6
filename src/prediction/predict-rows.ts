import { joinWires, rowFormatOf, splitWires } from '../inference/protocol/tensors/wire-rows.js';
import { toWire, type WireTensor } from '../inference/protocol/tensors/wire-tensor.js';
import { type DomainError, ErrorCode, isDomainError } from '../lib/errors.js';
import type { TensorRowInput } from './predict-inputs.js';
import { TensorPrediction } from './tensors/tensor-prediction.js';
import { type PredictServices, type Target, content, newPrediction, observe, runTimed } from './run.js';
import { Tensor } from './tensors/tensor.js';
import { tensorOfInput } from './tensors/tensor-codec.js';
import { type Deadline, timeLeft } from './time-left.js';

interface RowsRequest extends Target, Deadline {
  readonly signal?: AbortSignal;
}

/** One item: its tensors, all of as many rows. */
interface Item {
  readonly place: number;
  readonly inputs: readonly WireTensor[];
  /** 1 where its tensors have no rows, which is told by `joinable`. */
  readonly rows: number;
  readonly joinable: boolean;
}

type RowAnswer = TensorPrediction | DomainError;

/**
 * Answers items of tensors, each with its prediction or with why there is none. Items whose rows the workers proved to be
 * independent of each other go in one request, as many as a lane runs at once.
 */
export async function predictRows(
  services: PredictServices,
  request: RowsRequest,
  given: readonly TensorRowInput[],
): Promise<RowAnswer[]> {
  const answers: RowAnswer[] = [];
  const items = given.flatMap((row, place) => {
    try {
      return [readItem(row, place)];
    } catch (error) {
      if (!isDomainError(error)) throw error;
      answers[place] = error;
      return [];
    }
  });
  const mostRows = services.inference.rowsTogether(request.version, request.deployment?.server ?? null);
  await Promise.all(groupsOf(items, mostRows).map((group) => answerGroup(services, request, group, answers)));
  return answers;
}

function readItem({ tensors }: TensorRowInput, place: number): Item {
  const path = ['input', 'inputs', 'tensors', place, 'tensors'];
  const inputs = tensors.map((given, at) => toWire(given.name, tensorOfInput(given, [...path, at])));
  const rows = inputs[0]?.dims[0] ?? 0;
  const joinable = rows > 0 && inputs.every(({ dims }) => dims[0] === rows);
  return { place, inputs, rows: Math.max(1, rows), joinable };
}

/** Items of one format together, up to so many rows. */
function groupsOf(items: readonly Item[], mostRows: number): Item[][] {
  const groups: Item[][] = [];
  const open = new Map<string, { group: Item[]; rows: number }>();
  for (const item of items) {
    const format = item.joinable && mostRows > 1 ? rowFormatOf(item.inputs) : null;
    const present = format === null ? undefined : open.get(format);
    if (present && present.rows + item.rows <= mostRows) {
      present.group.push(item);
      present.rows += item.rows;
      continue;
    }
    const group = [item];
    groups.push(group);
    if (format !== null) open.set(format, { group, rows: item.rows });
  }
  return groups;
}

/** Asks about all at once. What is refused is halved until the bad item stands alone. */
async function answerGroup(
  services: PredictServices,
  request: RowsRequest,
  group: readonly Item[],
  answers: RowAnswer[],
): Promise<void> {
  try {
    const inputs = joinWires(group.map((item) => item.inputs));
    const options = { timeoutMs: timeLeft(request), signal: request.signal };
    const run = await runTimed(services, request, inputs, group.length, options, { asksAgain: group.length > 1 });
    const outputs =
      group.length === 1
        ? [run.outputs]
        : splitWires(
            run.outputs,
            group.map(({ rows }) => rows),
          );
    group.forEach((item, at) => {
      const answer = Object.assign(new TensorPrediction(), newPrediction(request, run.latencyMs), {
        input: content(null, item.inputs),
        outputs: outputs[at]!.map((output) => new Tensor(output)),
      });
      answers[item.place] = answer;
      observe(services, request, run);
      services.keep(answer);
    });
  } catch (error) {
    if (!isDomainError(error)) throw error;
    if (group.length > 1 && error.code === ErrorCode.INVALID_INPUT) {
      const half = group.length >> 1;
      const halves = [group.slice(0, half), group.slice(half)];
      await Promise.all(halves.map((part) => answerGroup(services, request, part, answers)));
      return;
    }
    for (const { place } of group) answers[place] = error;
  }
}
