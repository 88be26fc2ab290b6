import { performance } from 'node:perf_hooks';
import { toWire, type WireTensor } from '../inference/protocol/tensors/wire-tensor.js';
import { type DomainError, ErrorCode, InvalidInputError, LimitExceededError, isDomainError } from '../lib/errors.js';
import { ModelTask } from '../models/model.entity.js';
import { tensor } from '../onnx/tensor.js';
import type { AskedText } from './answers/answer-kind.js';
import { answerKind, answersOf } from './answers/answers.js';
import type { PredictInputsInput, TensorRowInput } from './predict-inputs.js';
import { predictRows } from './predict-rows.js';
import type { Prediction } from './prediction.js';
import { type PredictionBatch, PredictionFailure } from './prediction-batch.js';
import { type PredictServices, type Target, runTimed } from './run.js';
import { type Deadline, timeLeft } from './time-left.js';

const MAX_ITEMS = 256;

export interface PredictRequest extends Target {
  inputs: PredictInputsInput;
  timeoutMs: number;
  /** Cuts texts that are too long. */
  truncate: boolean;
  /** Whether answers tell of the words of their texts. */
  tellWords?: boolean;
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortSignal;
}

type TimedRequest = PredictRequest & Deadline;
type Answer = Prediction | PredictionFailure;

interface Answers {
  readonly results: readonly Answer[];
  /** Tokens of the texts that were answered; null where a run does not say. */
  readonly tokenCount: number | null;
}

/** Answers 1 to 256 items. One bad item fails alone; what fails all of them for want of a worker is thrown. */
export async function predict(services: PredictServices, request: PredictRequest): Promise<PredictionBatch> {
  const started = performance.now();
  const { texts, pairs, tensors } = request.inputs;
  const asked = texts?.map((text) => (text === null ? null : { text, pair: null })) ?? pairs;
  const count = asked?.length ?? tensors?.length ?? 0;
  if (count === 0)
    throw new InvalidInputError('There is nothing to predict: give 1 to 256 items.', ['input', 'inputs']);
  if (count > MAX_ITEMS)
    throw new LimitExceededError(
      `At most ${MAX_ITEMS} items a request, and ${count} were given. Split them.`,
      MAX_ITEMS,
      count,
    );
  const timed = { ...request, deadlineAt: started + request.timeoutMs };
  const { results, tokenCount } = asked
    ? await askTexts(services, timed, asked)
    : { results: await askRows(services, timed, tensors!), tokenCount: null };
  const failures = results.filter((result) => result instanceof PredictionFailure);
  return { results: [...results], failureCount: failures.length, latencyMs: performance.now() - started, tokenCount };
}

async function askTexts(
  services: PredictServices,
  request: TimedRequest,
  asked: readonly (AskedText | null)[],
): Promise<Answers> {
  const { task } = request.version;
  if (!answerKind(task))
    throw new InvalidInputError(
      task === ModelTask.TENSORS
        ? 'This model takes tensors: give inputs.tensors.'
        : 'This model generates text: subscribe to `generate`.',
      ['input', 'inputs'],
    );
  const given = asked.flatMap((item, index) => (item ? [{ ...item, index }] : []));
  const { results, tokenCount } = await answerAll(services, request, given);
  const answers = new Map(results.map((answer, at) => [given[at]!.index, answer]));
  return { results: asked.map((_, index) => answers.get(index) ?? nullText(index)), tokenCount };
}

/** Asks about all at once. What the model refuses is halved until the bad item stands alone. */
async function answerAll(
  services: PredictServices,
  request: TimedRequest,
  items: readonly (AskedText & { index: number })[],
): Promise<Answers> {
  if (items.length === 0) return { results: [], tokenCount: 0 };
  try {
    const wires = wiresOf(items, request.truncate);
    const { tellWords, signal } = request;
    const options = { timeoutMs: timeLeft(request), tellWords, signal };
    const run = await runTimed(services, request, wires, items.length, options, { asksAgain: items.length > 1 });
    return { results: answersOf(services, request, run, items), tokenCount: run.tokenCount };
  } catch (error) {
    if (!isDomainError(error) || error.code !== ErrorCode.INVALID_INPUT) throw error;
    if (items.length === 1) return { results: [failureOf(error, items[0]!.index)], tokenCount: 0 };
    const half = items.length >> 1;
    return joined(
      await answerAll(services, request, items.slice(0, half)),
      await answerAll(services, request, items.slice(half)),
    );
  }
}

function joined(first: Answers, second: Answers): Answers {
  const isTold = first.tokenCount !== null && second.tokenCount !== null;
  return {
    results: [...first.results, ...second.results],
    tokenCount: isTold ? first.tokenCount + second.tokenCount : null,
  };
}

/** Texts as a worker takes them; what is not asked for is left out. */
function wiresOf(items: readonly AskedText[], truncate: boolean): WireTensor[] {
  const dims = [items.length];
  const strings = (values: string[]) => tensor('BYTES', dims, values);
  return [
    toWire('text', strings(items.map(({ text }) => text))),
    ...(items[0]!.pair === null ? [] : [toWire('pair', strings(items.map(({ pair }) => pair ?? '')))]),
    ...(truncate ? [toWire('truncate', tensor('BOOL', dims, new Uint8Array(items.length).fill(1)))] : []),
  ];
}

async function askRows(
  services: PredictServices,
  request: TimedRequest,
  rows: readonly TensorRowInput[],
): Promise<Answer[]> {
  if (request.version.task !== ModelTask.TENSORS)
    throw new InvalidInputError('This model takes texts, not tensors.', ['input', 'inputs']);
  const answers = await predictRows(services, request, rows);
  const [first] = answers;
  if (answers.every(isDomainError) && isDomainError(first) && first.retryable) throw first;
  return answers.map((answer, index) => (isDomainError(answer) ? failureOf(answer, index) : answer));
}

function nullText(index: number): PredictionFailure {
  return failureOf(new InvalidInputError('This text is null. Send a string, which may be empty.'), index);
}

function failureOf(reason: unknown, index: number): PredictionFailure {
  if (!isDomainError(reason)) throw reason;
  const { code, message, retryable } = reason satisfies DomainError;
  const advice = retryable ? 'Try this item again.' : 'Mend this item and send it again.';
  return Object.assign(new PredictionFailure(), { index, code, message, advice, retryable });
}
