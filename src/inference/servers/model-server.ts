import type { InferenceServer } from '../../config/inference-servers.js';
import { NotFoundError } from '../../lib/errors.js';
import type { TensorSpec } from '../../onnx/spec.js';
import type { GeneratedToken } from '../backends/read-tokens.js';
import type { GenerateRequest } from '../protocol/generation/generate-request.js';
import type { ModelConfiguration } from '../protocol/model-configuration.js';
import type { ModelStatisticsReport } from '../protocol/statistics.js';
import type { WireTensor } from '../protocol/tensors/wire-tensor.js';

/** A model on a server of others. */
export interface ServerModel {
  /** Name of the server in INFERENCE_SERVERS. */
  readonly name: string;
  /** Name of the model there. */
  readonly model: string;
  /** Version of the model there; null leaves the choice to the server. */
  readonly modelVersion: string | null;
}

/** A tensor as a server describes it; its datatype may be one that Sluice does not know. */
export type ServerTensor = Omit<TensorSpec, 'datatype'> & { readonly datatype: string };

/** What a model on a server takes and gives. */
export interface ServerSignature {
  readonly inputs: readonly ServerTensor[];
  readonly outputs: readonly ServerTensor[];
}

/** A server, whatever it speaks. Every call may fail with a DomainError that names the server. */
export interface ModelServer {
  isReady(of: ServerModel, timeoutMs: number): Promise<boolean>;
  close(): Promise<void>;
}

/** A server of the Open Inference Protocol, however it is reached. */
export interface TensorServer extends ModelServer {
  signature(of: ServerModel, timeoutMs: number): Promise<ServerSignature>;
  /** What it counted of the model, of each version where none is named. @throws {NotFoundError} when it has no such extension */
  statistics(of: ServerModel, timeoutMs: number): Promise<readonly ModelStatisticsReport[]>;
  /** @throws {NotFoundError} when it has no such extension */
  configuration(of: ServerModel, timeoutMs: number): Promise<ModelConfiguration>;
  /** One run. @throws {InvalidInputError} what the model says of the inputs */
  infer(
    of: ServerModel,
    inputs: readonly WireTensor[],
    outputs: readonly string[],
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<WireTensor[]>;
}

/** A server that generates text. */
export interface TextServer extends ModelServer {
  /** Tokens as they come; whoever stops reading ends them. @throws {InvalidInputError} what the server says of the request */
  generate(
    of: ServerModel,
    request: GenerateRequest,
    timeoutMs: number,
    signal?: AbortSignal,
  ): AsyncGenerator<GeneratedToken>;
}

export const STATISTICS = 'statistics';
export const CONFIGURATION = 'model_configuration';

/** @throws {NotFoundError} when the server does not name an extension of Triton among those that it has */
export function assertExtension({ name }: InferenceServer, extensions: readonly string[], wanted: string): void {
  if (extensions.includes(wanted)) return;
  const others = extensions.join(', ') || 'none';
  throw new NotFoundError('extension', wanted, `The inference server "${name}" has ${others}.`);
}
