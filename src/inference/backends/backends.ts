import type { GenerateRequest } from '../protocol/generation/generate-request.js';
import type { ModelServers } from '../servers/model-servers.js';
import type { ServerModel } from '../servers/model-server.js';
import type { WireTensor } from '../protocol/tensors/wire-tensor.js';
import type { BackendPool } from './backend-pool.js';
import type { InferredWire, InferOptions } from './oip-client.js';
import type { GeneratedToken, GenerateOptions } from './read-tokens.js';
import type { ServableModel } from './servable-model.js';

/** All that answers predictions: our own workers, and the servers of others that releases name. */
export class Backends {
  constructor(
    readonly workers: BackendPool,
    readonly servers: ModelServers,
  ) {}

  /** One run, by `server` where there is one, else by our workers. @throws {DomainError} as either does */
  inferWire(
    model: ServableModel,
    server: ServerModel | null,
    inputs: readonly WireTensor[],
    options: InferOptions,
  ): Promise<InferredWire> {
    return server ? this.servers.inferWire(server, inputs, options) : this.workers.inferWire(model, inputs, options);
  }

  /** How many rows of several requests may go in one run: those that our workers proved independent. Of a server nothing is known. */
  rowsTogether(model: ServableModel, server: ServerModel | null): number {
    return server ? 1 : this.workers.rowsTogether(model.id);
  }

  /** Tokens of one generation as they come; whoever stops reading ends it. @throws {DomainError} as either does */
  generate(
    model: ServableModel,
    server: ServerModel | null,
    request: GenerateRequest,
    options: GenerateOptions,
  ): AsyncGenerator<GeneratedToken> {
    return server ? this.servers.generate(server, request, options) : this.workers.generate(model, request, options);
  }

  /** Whether predictions of a model would be answered now. */
  isReady(modelId: string, server: ServerModel | null): boolean {
    return server ? this.servers.isReady(server) : this.workers.isLoaded(modelId);
  }
}
