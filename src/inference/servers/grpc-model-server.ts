import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { InferenceServer } from '../../config/inference-servers.js';
import { CancelledError, isDomainError } from '../../lib/errors.js';
import { readGrpcResponse, writeGrpcRequest } from '../grpc/infer-messages.js';
import { readGrpcConfiguration, readGrpcStatistics } from '../grpc/model-messages.js';
import { definitionOf, type MethodName, type NewRequest, type ResponseOf } from '../grpc/service.js';
import type { WireTensor } from '../protocol/tensors/wire-tensor.js';
import type { ModelConfiguration } from '../protocol/model-configuration.js';
import type { ModelStatisticsReport } from '../protocol/statistics.js';
import {
  assertExtension,
  CONFIGURATION,
  type ServerModel,
  type ServerSignature,
  STATISTICS,
  type TensorServer,
} from './model-server.js';
import { refusalOfConnection, type Refusal, serverFailure } from './server-failure.js';

const REFUSALS: Partial<Record<status, Refusal>> = {
  [status.INVALID_ARGUMENT]: 'INPUTS',
  [status.OUT_OF_RANGE]: 'INPUTS',
  [status.UNAUTHENTICATED]: 'TOKEN',
  [status.PERMISSION_DENIED]: 'TOKEN',
  [status.NOT_FOUND]: 'NO_MODEL',
  [status.DEADLINE_EXCEEDED]: 'TOO_LATE',
  [status.RESOURCE_EXHAUSTED]: 'BUSY',
};

/** Messages of any size, no proxy in between, and a server that is back is found soon. */
const OPTIONS = {
  'grpc.max_receive_message_length': -1,
  'grpc.max_send_message_length': -1,
  'grpc.enable_http_proxy': 0,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2000,
};

/** A server of the Open Inference Protocol over gRPC. Tensors travel as bytes; answers are read in both forms. */
export class GrpcModelServer implements TensorServer {
  private readonly client: Client;
  private readonly metadata = new Metadata();

  constructor(
    private readonly server: InferenceServer,
    ca?: readonly string[],
  ) {
    const { host, protocol } = new URL(server.url);
    const roots = ca ? Buffer.from(ca.join('\n')) : null;
    const security = protocol === 'grpcs:' ? credentials.createSsl(roots) : credentials.createInsecure();
    this.client = new Client(host, security, OPTIONS);
    if (server.token !== undefined) this.metadata.set('authorization', `Bearer ${server.token}`);
  }

  async isReady(of: ServerModel, timeoutMs: number): Promise<boolean> {
    const { ready } = await this.call('modelReady', askedFor(of), timeoutMs);
    return ready;
  }

  async signature(of: ServerModel, timeoutMs: number): Promise<ServerSignature> {
    const { inputs, outputs } = await this.call('modelMetadata', askedFor(of), timeoutMs);
    const described = (tensors: typeof inputs) =>
      tensors.map(({ name, datatype, shape }) => ({ name, datatype, shape: shape.map(Number) }));
    return { inputs: described(inputs), outputs: described(outputs) };
  }

  async statistics(of: ServerModel, timeoutMs: number): Promise<readonly ModelStatisticsReport[]> {
    await this.assertHas(STATISTICS, timeoutMs);
    return readGrpcStatistics(await this.call('modelStatistics', askedFor(of), timeoutMs));
  }

  async configuration(of: ServerModel, timeoutMs: number): Promise<ModelConfiguration> {
    await this.assertHas(CONFIGURATION, timeoutMs);
    const told = readGrpcConfiguration(await this.call('modelConfig', askedFor(of), timeoutMs));
    if (told) return told;
    throw serverFailure(this.server, 'FAILED', 'its answer holds no configuration');
  }

  async infer(
    { model, modelVersion }: ServerModel,
    inputs: readonly WireTensor[],
    outputs: readonly string[],
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<WireTensor[]> {
    const request = writeGrpcRequest(model, modelVersion ?? '', inputs, outputs);
    const response = await this.call('modelInfer', request, timeoutMs, signal);
    try {
      return readGrpcResponse(response);
    } catch (error) {
      throw isDomainError(error) ? serverFailure(this.server, 'FAILED', error.message) : error;
    }
  }

  close(): Promise<void> {
    this.client.close();
    return Promise.resolve();
  }

  private async assertHas(extension: string, timeoutMs: number): Promise<void> {
    const { extensions } = await this.call('serverMetadata', {}, timeoutMs);
    assertExtension(this.server, extensions, extension);
  }

  private call<M extends MethodName>(
    name: M,
    request: NewRequest<M>,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<ResponseOf<M>> {
    const { path, requestSerialize, responseDeserialize } = definitionOf(name);
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(gaveUp());
        return;
      }
      const options = { deadline: Date.now() + timeoutMs };
      const serialize: (value: NewRequest<M>) => Buffer = requestSerialize;
      const read: (bytes: Buffer) => ResponseOf<M> = responseDeserialize;
      const call = this.client.makeUnaryRequest(
        path,
        serialize,
        read,
        request,
        this.metadata,
        options,
        (error, response) => {
          signal?.removeEventListener('abort', cancel);
          if (!error) resolve(response!);
          else reject(signal?.aborted ? gaveUp() : this.failure(error));
        },
      );
      const cancel = () => {
        call.cancel();
      };
      signal?.addEventListener('abort', cancel, { once: true });
    });
  }

  private failure({ code, details }: ServiceError): Error {
    const refusal = code === status.UNAVAILABLE ? refusalOfConnection(details) : (REFUSALS[code] ?? 'FAILED');
    return serverFailure(this.server, refusal, details || status[code]);
  }
}

function askedFor({ model, modelVersion }: ServerModel): { name: string; version: string } {
  return { name: model, version: modelVersion ?? '' };
}

function gaveUp(): CancelledError {
  return new CancelledError('Nobody waits for the answer any more.');
}
