import { performance } from 'node:perf_hooks';
import type { HealthRecorder } from '../health/windows/health-recorder.js';
import type { HealthRoute } from '../health/windows/health-window.js';
import type { InferOptions, InferredWire } from '../inference/backends/oip-client.js';
import type { GeneratedToken, GenerateOptions } from '../inference/backends/read-tokens.js';
import type { GenerateRequest } from '../inference/protocol/generation/generate-request.js';
import type { ServerModel } from '../inference/servers/model-server.js';
import type { WireTensor } from '../inference/protocol/tensors/wire-tensor.js';
import { ErrorCode, isDomainError } from '../lib/errors.js';
import type { ServableVersion } from '../models/versions/servable-version.js';
import type { AskedText } from './answers/answer-kind.js';
import { type Prediction, PredictionContent, PredictionRoute } from './prediction.js';
import { instantOfId, newPredictionId } from './prediction-id.js';
import type { DeploymentRoute } from './routes/route-table.js';
import { Tensor } from './tensors/tensor.js';
import { tensorsOf } from './tensors/version-tensors.js';

/** Asks for runs; what a gateway's backends offer. */
export interface Inference {
  /**
   * One run of a version, by our workers or the server that stands in for them.
   * @throws {DomainError} UNAVAILABLE, TIMEOUT or INVALID_INPUT
   */
  inferWire(
    version: ServableVersion,
    server: ServerModel | null,
    inputs: readonly WireTensor[],
    options: InferOptions,
  ): Promise<InferredWire>;
  /** How many rows of several items may go in one run; 1 unless they are known to be independent of each other. */
  rowsTogether(version: ServableVersion, server: ServerModel | null): number;
  /** Tokens of one generation; whoever stops reading ends it. @throws {DomainError} as `inferWire` */
  generate(
    version: ServableVersion,
    server: ServerModel | null,
    request: GenerateRequest,
    options: GenerateOptions,
  ): AsyncIterable<GeneratedToken>;
}

export interface PredictServices {
  inference: Inference;
  health: Pick<HealthRecorder, 'observe' | 'arrived' | 'departed' | 'workerLost'>;
  keep: (prediction: Prediction) => void;
}

/** Who shall answer. */
export interface Target {
  projectId: string;
  version: ServableVersion;
  /** Null when a version was asked for directly. */
  deployment: DeploymentRoute | null;
}

export interface Run extends InferredWire {
  latencyMs: number;
}

/**
 * One run with its latency; a failed one counts in health, once for each item, and is thrown on.
 * @param asksAgain whether the caller asks again about the parts of what the model refuses, which is not counted then
 */
export async function runTimed(
  services: PredictServices,
  target: Target,
  inputs: readonly WireTensor[],
  items: number,
  options: InferOptions,
  { asksAgain = false }: { asksAgain?: boolean } = {},
): Promise<Run> {
  const { health } = services;
  const server = target.deployment?.server ?? null;
  const route = healthRoute(target);
  const started = performance.now();
  if (route) health.arrived(route, items);
  try {
    const answer = await services.inference.inferWire(target.version, server, inputs, {
      ...options,
      // A server may give more than the version does.
      outputs: options.outputs ?? (server ? tensorsOf(target.version).outputs.map(({ name }) => name) : undefined),
      onLost: (worker) => {
        if (route) health.workerLost(route, worker);
      },
    });
    return { ...answer, latencyMs: performance.now() - started };
  } catch (error) {
    const code = isDomainError(error) ? error.code : ErrorCode.INTERNAL;
    if (route && !(asksAgain && code === ErrorCode.INVALID_INPUT))
      health.observe({ ...route, latencyMs: performance.now() - started, error: code, count: items });
    throw error;
  } finally {
    if (route) health.departed(route, items);
  }
}

/** Counts an answer in health. */
export function observe(
  { health }: PredictServices,
  target: Target,
  { lane, latencyMs }: Run,
  labels: readonly string[] = [],
): void {
  const route = healthRoute(target);
  if (route) health.observe({ ...route, lane, latencyMs, labels });
}

/** What every prediction has, with a new id. */
export function newPrediction(
  { projectId, version, deployment }: Target,
  latencyMs: number,
): Omit<Prediction, 'input'> {
  const route =
    deployment &&
    Object.assign(new PredictionRoute(), {
      deploymentId: deployment.deploymentId,
      releaseId: deployment.releaseId,
      role: deployment.role,
    });
  const id = newPredictionId();
  return { id, projectId, modelVersionId: version.id, at: instantOfId(id), route, latencyMs };
}

export function content(asked: AskedText | null, inputs: readonly WireTensor[] | null): PredictionContent {
  const { text, pair } = asked ?? { text: null, pair: null };
  return Object.assign(new PredictionContent(), {
    text,
    pair,
    tensors: inputs?.map((wire) => new Tensor(wire)) ?? null,
  });
}

/** Null when a version was asked for directly: health is of deployments. */
export function healthRoute({ deployment, version }: Target): HealthRoute | null {
  return deployment && { deploymentId: deployment.deploymentId, modelVersionId: version.id, role: deployment.role };
}
