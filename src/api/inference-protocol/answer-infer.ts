import type { IncomingMessage, ServerResponse } from 'node:http';
import { HEADER_LENGTH, numberOfHeader, TIMEOUT_HEADER } from '../../inference/protocol/headers.js';
import { readInferRequest } from '../../inference/protocol/infer-request.js';
import { writeInferResponse } from '../../inference/protocol/infer-response.js';
import { infer } from '../../prediction/tensors/infer.js';
import type { PredictServices, Target } from '../../prediction/run.js';
import { type BodyLimits, readBytes } from '../http/request-body.js';
import { send } from '../http/send.js';
import { whileAwaited } from '../http/while-awaited.js';
import { assertPlain, timeoutWithin } from './ask-of-request.js';
import { JSON_TYPE } from './protocol-failure.js';

const LONGEST_TIMEOUT_MS = 60_000;

/** Answers `infer`. The target is found while the body arrives. */
export async function answerInfer(
  services: PredictServices,
  find: () => Promise<Target>,
  limits: BodyLimits,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { headers } = request;
  assertPlain(request);
  const [target, body] = await Promise.all([find(), readBytes(request, limits, 'Send fewer rows at a time.')]);
  const waited = numberOfHeader(headers, TIMEOUT_HEADER);
  const asked = readInferRequest(body, numberOfHeader(headers, HEADER_LENGTH));
  const { outputs, predictionIds } = await whileAwaited(response, (signal) =>
    infer(services, {
      ...target,
      inputs: asked.inputs,
      outputs: asked.outputs?.map(({ name }) => name) ?? null,
      timeoutMs: timeoutWithin(LONGEST_TIMEOUT_MS, waited ?? asked.timeoutMs ?? LONGEST_TIMEOUT_MS),
      signal,
    }),
  );
  const { model, number } = target.version;
  const parameters = { prediction_ids: predictionIds.join(',') };
  const written = writeInferResponse({ name: model, version: String(number), parameters }, asked, outputs);
  if (written.headerLength === null) send(response, 200, JSON_TYPE, written.body);
  else send(response, 200, 'application/octet-stream', written.body, { [HEADER_LENGTH]: written.headerLength });
}
