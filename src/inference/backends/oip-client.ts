import { Pool } from 'undici';
import { CancelledError, type DomainError, isDomainError, TimeoutError } from '../../lib/errors.js';
import type { Tensors } from '../../onnx/tensor.js';
import { type GenerateRequest, writeGenerateRequest } from '../protocol/generation/generate-request.js';
import { HEADER_LENGTH, LANE_HEADER, TIMEOUT_HEADER, TOKENS_HEADER, WORDS_HEADER } from '../protocol/headers.js';
import { writeInferRequest } from '../protocol/infer-request.js';
import { readInferResponse } from '../protocol/infer-response.js';
import { errorFromProtocol, type ProtocolError, WorkerUnavailableError } from '../protocol/protocol-error.js';
import { fromWire, toWire, type WireTensor } from '../protocol/tensors/wire-tensor.js';
import type { ModelStatisticsReport } from '../protocol/statistics.js';
import type { WorkerReport } from '../protocol/worker-report.js';
import { type GeneratedToken, type GenerateOptions, readTokens } from './read-tokens.js';
import { settingsParameters } from '../protocol/serving-settings.js';
import type { ServableModel } from './servable-model.js';
import { type HttpAnswer, type HttpRequest, send } from './http-send.js';

/** How many requests may be under way at one server; more wait for one of them. */
const CONNECTIONS = 256;
/** Beyond the caller's deadline, which the server keeps itself. */
const TIMEOUT_SLACK_MS = 500;
const LOAD_TIMEOUT_MS = 300_000;

/** An answer as it travelled. */
export interface InferredWire {
  readonly outputs: readonly WireTensor[];
  /** Which lane of which worker answered; "" where a server does not say. */
  readonly lane: string;
  /** Tokens of the texts; null where a server does not say, as for tensors. */
  readonly tokenCount: number | null;
}

export interface Inferred extends Omit<InferredWire, 'outputs'> {
  readonly outputs: Tensors;
}

export interface InferOptions {
  /** How long the caller waits. */
  readonly timeoutMs: number;
  /** The outputs to compute; all of them when left out. */
  readonly outputs?: readonly string[];
  /** Whether the words of texts are wanted beside the outputs; a server that does not know of it leaves them out. */
  readonly tellWords?: boolean;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
  /** Told of each worker, by its URL, that was lost with this run; another may answer it. */
  readonly onLost?: (worker: string) => void;
}

/** Talks to one server of the Open Inference Protocol over connections that it keeps open. */
export class OipClient {
  private readonly pool: Pool;
  /** For texts, each of which has a connection until its end: however many there are, requests find theirs. */
  private readonly streams: Pool;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly url: string,
    token: string | undefined,
  ) {
    const options = { pipelining: 1, keepAliveTimeout: 30_000, connectTimeout: 3000 };
    this.pool = new Pool(url, { ...options, connections: CONNECTIONS });
    this.streams = new Pool(url, options);
    this.headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  /** One run. @throws {DomainError} what the server answered, or UNAVAILABLE when it cannot be reached */
  async infer(model: string, inputs: Tensors, options: InferOptions): Promise<Inferred> {
    return readWires(await this.inferWire(model, writeWires(inputs), options));
  }

  /** One run over tensors as they travel: nothing of them is looked at. @throws {DomainError} as `infer` */
  async inferWire(
    model: string,
    inputs: readonly WireTensor[],
    { outputs, tellWords, timeoutMs, signal }: InferOptions,
  ): Promise<InferredWire> {
    const { body, headerLength } = writeInferRequest(inputs, outputs ?? null);
    const headers = {
      'content-type': 'application/octet-stream',
      [HEADER_LENGTH]: String(headerLength),
      [TIMEOUT_HEADER]: String(Math.ceil(timeoutMs)),
      ...(tellWords && { [WORDS_HEADER]: 'true' }),
    };
    const path = `/v2/models/${encodeURIComponent(model)}/infer`;
    const answer = await this.call({ method: 'POST', path, body, headers }, timeoutMs + TIMEOUT_SLACK_MS, signal);
    const length = answer.headers[HEADER_LENGTH];
    const lane = answer.headers[LANE_HEADER];
    const tokens = answer.headers[TOKENS_HEADER];
    return {
      outputs: readInferResponse(answer.body, typeof length === 'string' ? Number(length) : null),
      lane: typeof lane === 'string' ? lane : '',
      tokenCount: typeof tokens === 'string' ? Number(tokens) : null,
    };
  }

  /**
   * Tokens of one generation as they come. Whoever stops reading ends it.
   * @throws {DomainError} what the server said, before the first token or behind any; UNAVAILABLE when the connection is cut
   */
  async *generate(
    model: string,
    request: GenerateRequest,
    { timeoutMs, signal }: GenerateOptions,
  ): AsyncGenerator<GeneratedToken> {
    const path = `/v2/models/${encodeURIComponent(model)}/generate_stream`;
    const headers = {
      ...this.headers,
      'content-type': 'application/json',
      [TIMEOUT_HEADER]: String(Math.ceil(timeoutMs)),
    };
    const limit = AbortSignal.timeout(Math.ceil(timeoutMs) + TIMEOUT_SLACK_MS);
    try {
      const answer = await this.streams.request({
        method: 'POST',
        path,
        headers,
        body: writeGenerateRequest(request, true),
        headersTimeout: 0,
        bodyTimeout: 0,
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      if (answer.statusCode >= 400)
        throw errorFromProtocol(answer.statusCode, parseError(Buffer.from(await answer.body.arrayBuffer())));
      const lane = answer.headers[LANE_HEADER];
      yield* readTokens(answer.body, typeof lane === 'string' ? lane : '');
    } catch (error) {
      if (signal?.aborted) throw new CancelledError('Nobody waits for the text any more.');
      if (limit.aborted) throw new TimeoutError(`The generation had not ended within ${timeoutMs} ms.`);
      throw this.unreachable(error);
    }
  }

  /** @param pinned whether the model stays loaded until it is unloaded */
  async load({ id, files, settings }: ServableModel, pinned: boolean): Promise<void> {
    const manifest = JSON.stringify(
      files.map(({ path, role, digest, sizeBytes }) => ({ path, role, digest, sizeBytes })),
    );
    const parameters = { manifest, pinned, ...(settings && settingsParameters(settings)) };
    await this.postJson(`/v2/repository/models/${encodeURIComponent(id)}/load`, { parameters });
  }

  async unload(name: string): Promise<void> {
    await this.postJson(`/v2/repository/models/${encodeURIComponent(name)}/unload`, {});
  }

  /** What the server counted of a model, by Triton's statistics extension. */
  async statistics(name: string, timeoutMs: number): Promise<ModelStatisticsReport[]> {
    const path = `/v2/models/${encodeURIComponent(name)}/stats`;
    const { body } = await this.call({ method: 'GET', path, body: null, headers: {} }, timeoutMs);
    return (JSON.parse(body.toString()) as { model_stats: ModelStatisticsReport[] }).model_stats;
  }

  async report(timeoutMs: number): Promise<WorkerReport> {
    const { body } = await this.call({ method: 'GET', path: '/v2/worker', body: null, headers: {} }, timeoutMs);
    return JSON.parse(body.toString()) as WorkerReport;
  }

  async close(): Promise<void> {
    await Promise.all([this.pool.destroy(), this.streams.destroy()]);
  }

  private async postJson(path: string, body: object): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    await this.call({ method: 'POST', path, body: Buffer.from(JSON.stringify(body)), headers }, LOAD_TIMEOUT_MS);
  }

  private async call(request: HttpRequest, timeoutMs: number, signal?: AbortSignal): Promise<HttpAnswer> {
    const authorized = { ...request, headers: { ...this.headers, ...request.headers } };
    const answer = await send(this.pool, authorized, timeoutMs, signal).catch((error: unknown) => {
      throw this.unreachable(error);
    });
    if (answer.status >= 400) throw errorFromProtocol(answer.status, parseError(answer.body));
    return answer;
  }

  private unreachable(error: unknown): DomainError {
    if (isDomainError(error)) return error;
    const reason = error instanceof Error ? error.message || error.name : String(error);
    return new WorkerUnavailableError(
      'UNREACHABLE',
      `The inference worker at ${this.url} cannot be reached: ${reason}.`,
    );
  }
}

/** Named tensors as they travel. */
export function writeWires(tensors: Tensors): WireTensor[] {
  return Object.entries(tensors).map(([name, tensor]) => toWire(name, tensor));
}

/** An answer with its tensors as typed values. @throws {InvalidInputError} when their bytes do not fill their shapes */
export function readWires({ outputs, ...facts }: InferredWire): Inferred {
  return { outputs: Object.fromEntries(outputs.map((wire) => [wire.name, fromWire(wire)])), ...facts };
}

function parseError(body: Buffer): Partial<ProtocolError> {
  try {
    return JSON.parse(body.toString()) as Partial<ProtocolError>;
  } catch {
    return {};
  }
}
