import { type sendUnaryData, Server, ServerCredentials, type ServerUnaryCall, status } from '@grpc/grpc-js';
import type { Config } from '../../../config/config.js';
import { ErrorCode, isDomainError, NotFoundError } from '../../../lib/errors.js';
import type { Logger } from '../../../lib/logger.js';
import { VERSION } from '../../../lib/package-root.js';
import { urlHost } from '../../../lib/url-host.js';
import type { TensorSpec } from '../../../onnx/spec.js';
import { readGrpcRequest, writeGrpcResponse } from '../../grpc/infer-messages.js';
import { writeGrpcConfiguration, writeGrpcStatistics } from '../../grpc/model-messages.js';
import { definitionOf, type MethodName, type NewResponse, type RequestOf } from '../../grpc/service.js';
import { DEFAULT_TIMEOUT_MS } from '../../protocol/headers.js';
import { PLATFORM } from '../../protocol/model-configuration.js';
import { protocolErrorOf } from '../../protocol/protocol-error.js';
import { type CallerCheck, callerCheck } from './caller-check.js';
import type { InferenceWorker } from '../inference-worker.js';
import {
  assertOnlyVersion,
  configurationOfLoaded,
  EXTENSIONS,
  loadedOf,
  ONLY_VERSION,
  statisticsOf,
} from './protocol-routes.js';
import type { ServedModel } from '../served-model.js';

const CLOSE_LIMIT_MS = 1000;

const STATUS: Partial<Record<ErrorCode, status>> = {
  INVALID_INPUT: status.INVALID_ARGUMENT,
  UNAUTHENTICATED: status.UNAUTHENTICATED,
  FORBIDDEN: status.PERMISSION_DENIED,
  NOT_FOUND: status.NOT_FOUND,
  CONFLICT: status.FAILED_PRECONDITION,
  LIMIT_EXCEEDED: status.RESOURCE_EXHAUSTED,
  CANCELLED: status.CANCELLED,
  OUT_OF_MEMORY: status.RESOURCE_EXHAUSTED,
  UNAVAILABLE: status.UNAVAILABLE,
  TIMEOUT: status.DEADLINE_EXCEEDED,
};

interface Call<M extends MethodName> {
  readonly request: RequestOf<M>;
  /** When its caller gives up: milliseconds since 1970, or infinity. */
  readonly deadlineAt: number;
  readonly onCancelled: (act: () => void) => void;
}

/** The Open Inference Protocol over gRPC, for one worker: health, metadata, configuration, statistics and runs. Models are loaded over HTTP. */
export class GrpcServer {
  private readonly server: Server;
  private readonly authenticate: CallerCheck;

  constructor(
    private readonly worker: InferenceWorker,
    private readonly config: Config,
    private readonly logger: Logger,
  ) {
    this.authenticate = callerCheck(config.INFERENCE_TOKEN);
    this.server = new Server({
      'grpc.max_receive_message_length': config.INFERENCE_MAX_BODY_BYTES,
      'grpc.max_send_message_length': -1,
    });
    this.answer('serverLive', () => ({ live: true }), { open: true });
    this.answer('serverReady', () => ({ ready: worker.ready }), { open: true });
    this.answer('serverMetadata', () => ({ name: 'sluice', version: VERSION, extensions: EXTENSIONS }));
    this.answer('modelReady', ({ request }) => ({ ready: this.isReady(request) }));
    this.answer('modelMetadata', ({ request }) => this.metadata(request));
    this.answer('modelInfer', (call) => this.infer(call));
    this.answer('modelStatistics', ({ request: { name, version } }) =>
      writeGrpcStatistics((name === '' ? worker.all() : [this.model(name, version)]).map(statisticsOf)),
    );
    this.answer('modelConfig', ({ request: { name, version } }) =>
      writeGrpcConfiguration(configurationOfLoaded(this.model(name, version))),
    );
  }

  /** @returns the address that it listens on */
  async listen(port: number): Promise<string> {
    const host = urlHost(this.config.INFERENCE_HOST);
    const bound = await new Promise<number>((resolve, reject) => {
      this.server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, at) => {
        if (error) reject(error);
        else resolve(at);
      });
    });
    return `grpc://${host}:${bound}`;
  }

  /** Ends connections when what is under way is answered, or after a second. */
  async close(): Promise<void> {
    const timer = setTimeout(() => {
      this.server.forceShutdown();
    }, CLOSE_LIMIT_MS);
    await new Promise<void>((resolve) => {
      this.server.tryShutdown(() => {
        resolve();
      });
    });
    clearTimeout(timer);
  }

  private isReady({ name, version }: RequestOf<'modelReady'>): boolean {
    try {
      return this.model(name, version).state === 'READY';
    } catch (error) {
      if (error instanceof NotFoundError) return false;
      throw error;
    }
  }

  private metadata({ name, version }: RequestOf<'modelMetadata'>): NewResponse<'modelMetadata'> {
    const { inputs, outputs } = loadedOf(this.model(name, version));
    const described = (specs: readonly TensorSpec[]) =>
      specs.map(({ name: tensor, datatype, shape }) => ({ name: tensor, datatype, shape: shape.map(BigInt) }));
    return {
      name,
      versions: [ONLY_VERSION],
      platform: PLATFORM,
      inputs: described(inputs),
      outputs: described(outputs),
    };
  }

  private async infer({ request, deadlineAt, onCancelled }: Call<'modelInfer'>): Promise<NewResponse<'modelInfer'>> {
    const { name } = this.model(request.modelName, request.modelVersion);
    const { inputs, outputs, raw, timeoutMs } = readGrpcRequest(request);
    const leftMs = Math.min(deadlineAt - Date.now(), timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const queued = this.worker.infer(name, { inputs, outputs, tellWords: false }, leftMs);
    onCancelled(() => {
      if (!queued.settled) this.worker.drop(queued);
    });
    const answered = await queued.answer;
    return writeGrpcResponse(request, ONLY_VERSION, answered.outputs, raw);
  }

  /** @throws {NotFoundError} when this worker does not serve it, or not that version */
  private model(name: string, version: string): ServedModel {
    if (version !== '') assertOnlyVersion(version);
    return this.worker.model(name);
  }

  /** @param open whether it is answered to callers without the secret */
  private answer<M extends MethodName>(
    name: M,
    act: (call: Call<M>) => NewResponse<M> | Promise<NewResponse<M>>,
    { open = false }: { open?: boolean } = {},
  ): void {
    const handle = async (call: ServerUnaryCall<RequestOf<M>, NewResponse<M>>): Promise<NewResponse<M>> => {
      const { request, metadata } = call;
      if (!open) this.authenticate(metadata.get('authorization')[0]?.toString());
      const onCancelled = (drop: () => void) => call.once('cancelled', drop);
      return act({ request, deadlineAt: Number(call.getDeadline()), onCancelled });
    };
    const handler = (call: ServerUnaryCall<RequestOf<M>, NewResponse<M>>, answer: sendUnaryData<NewResponse<M>>) => {
      handle(call).then(
        (response) => {
          answer(null, response);
        },
        (error: unknown) => {
          answer(this.failure(error));
        },
      );
    };
    this.server.addService({ [name]: definitionOf(name) }, { [name]: handler });
  }

  private failure(error: unknown): { code: status; details: string } {
    if (!isDomainError(error)) this.logger.error({ err: error }, 'A request failed.');
    const { error: details, code } = protocolErrorOf(error).body;
    return { code: STATUS[code] ?? status.INTERNAL, details };
  }
}
