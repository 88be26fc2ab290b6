import { readStrings } from '../../inference/protocol/tensors/bytes-tensor.js';
import { TEXT_INPUT, type WireTensor } from '../../inference/protocol/tensors/wire-tensor.js';
import { InvalidInputError, LimitExceededError } from '../../lib/errors.js';
import { ModelTask } from '../../models/model.entity.js';
import { answersOf } from '../answers/answers.js';
import { TensorPrediction } from './tensor-prediction.js';
import { type PredictServices, type Target, content, newPrediction, observe, runTimed } from '../run.js';
import { Tensor } from './tensor.js';
import { tensorsOf } from './version-tensors.js';

/** Texts of one request at most: each gets an id and a record. */
export const MAX_TEXTS = 4_096;

export interface InferRequest extends Target {
  inputs: readonly WireTensor[];
  /** Outputs wanted; all of them when null. */
  outputs: readonly string[] | null;
  timeoutMs: number;
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortSignal;
}

export interface InferAnswer {
  outputs: readonly WireTensor[];
  /** One for the request over tensors, one for each text otherwise. */
  predictionIds: readonly string[];
}

/**
 * Answers tensors with tensors, for machine clients; nothing of them is looked at that need not be. Counted in health and recorded as
 * `predict` does: a text is a prediction of its own, and tensors are one, whatever rows they hold.
 * @throws {DomainError} what the model says of the inputs, or UNAVAILABLE or TIMEOUT
 */
export async function infer(services: PredictServices, request: InferRequest): Promise<InferAnswer> {
  const { task } = request.version;
  if (task === ModelTask.LANGUAGE_MODEL)
    throw new InvalidInputError('This model generates text: ask generate or generate_stream in place of infer.');
  return task === ModelTask.TENSORS ? inferTensors(services, request) : inferTexts(services, request);
}

async function inferTensors(services: PredictServices, request: InferRequest): Promise<InferAnswer> {
  const { inputs, outputs: names, timeoutMs, signal } = request;
  const run = await runTimed(services, request, inputs, 1, { timeoutMs, signal, outputs: names ?? undefined });
  observe(services, request, run);
  const prediction = Object.assign(new TensorPrediction(), newPrediction(request, run.latencyMs), {
    input: content(null, inputs),
    outputs: run.outputs.map((output) => new Tensor(output)),
  });
  services.keep(prediction);
  return { outputs: run.outputs, predictionIds: [prediction.id] };
}

async function inferTexts(services: PredictServices, request: InferRequest): Promise<InferAnswer> {
  const { version, inputs, outputs: names, timeoutMs, signal } = request;
  const known = tensorsOf(version).outputs.map(({ name }) => name);
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new InvalidInputError(`The model has no output "${unknown}". Its outputs: ${known.join(', ')}.`, [unknown]);
  const text = inputs.find(({ name }) => name === TEXT_INPUT.name);
  const count = text?.dims[0] ?? 1;
  if (count > MAX_TEXTS)
    throw new LimitExceededError(
      `At most ${MAX_TEXTS} texts a request, and ${count} were given. Split them.`,
      MAX_TEXTS,
      count,
    );
  // The answer to each text needs every output, whatever the caller wants of them.
  const run = await runTimed(services, request, inputs, count, { timeoutMs, signal });
  const texts = readStrings(text!.data, count, TEXT_INPUT.name);
  const pair = inputs.find(({ name }) => name === 'pair');
  const pairs = pair ? readStrings(pair.data, count, 'pair') : null;
  const asked = texts.map((text, row) => ({ text, pair: pairs?.[row] ?? null }));
  const answers = answersOf(services, request, run, asked);
  return {
    outputs: names ? names.map((name) => run.outputs.find((output) => output.name === name)!) : run.outputs,
    predictionIds: answers.map(({ id }) => id),
  };
}
