import { Pool } from 'undici';
import { z } from 'zod';
import type { InferenceServer } from '../../config/inference-servers.js';
import { isDomainError, TimeoutError } from '../../lib/errors.js';
import { type HttpAnswer, send } from '../backends/http-send.js';
import { HEADER_LENGTH } from '../protocol/headers.js';
import { writeInferRequest, writeJsonInferRequest } from '../protocol/infer-request.js';
import { readInferResponse } from '../protocol/infer-response.js';
import type { WireTensor } from '../protocol/wire-tensor.js';
import type { ModelServer, ServerModel, ServerSignature } from './model-server.js';
import { type Refusal, serverFailure } from './server-failure.js';

const CONNECTIONS = 256;
const BINARY_EXTENSION = 'binary_tensor_data';
/** How long a server may take to tell what it speaks. */
const METADATA_TIMEOUT_MS = 5000;
const REFUSALS: Readonly<Record<number, Refusal>> = {
  400: 'INPUTS',
  401: 'TOKEN',
  403: 'TOKEN',
  404: 'NO_MODEL',
  408: 'TOO_LATE',
  413: 'INPUTS',
  422: 'INPUTS',
  429: 'BUSY',
  503: 'BUSY',
  504: 'TOO_LATE',
};

const tensorMetadata = z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.coerce.number().int()) });
const modelMetadata = z.object({
  inputs: z
    .array(tensorMetadata)
    .nullish()
    .transform((tensors) => tensors ?? []),
  outputs: z
    .array(tensorMetadata)
    .nullish()
    .transform((tensors) => tensors ?? []),
});
const serverMetadata = z.object({ extensions: z.array(z.string()).nullish() });
const failure = z.object({ error: z.string() }).or(z.object({ detail: z.string() }));

/** A server of the Open Inference Protocol over HTTP. Tensors travel as bytes where it says that it takes them so, as JSON otherwise. */
export class HttpModelServer implements ModelServer {
  private readonly pool: Pool;
  private readonly prefix: string;
  private readonly headers: Readonly<Record<string, string>>;
  private binary: Promise<boolean> | null = null;

  constructor(private readonly server: InferenceServer) {
    const { origin, pathname } = new URL(server.url);
    this.pool = new Pool(origin, { connections: CONNECTIONS, keepAliveTimeout: 4000, connectTimeout: 3000 });
    this.prefix = pathname.replace(/\/$/, '');
    this.headers = server.token === undefined ? {} : { authorization: `Bearer ${server.token}` };
  }

  async isReady(of: ServerModel, timeoutMs: number): Promise<boolean> {
    const answer = await this.request('GET', `${pathOf(of)}/ready`, null, {}, timeoutMs);
    if (REFUSALS[answer.status] === 'TOKEN') throw serverFailure(this.server, 'TOKEN', reasonOf(answer));
    return answer.status === 200;
  }

  async signature(of: ServerModel, timeoutMs: number): Promise<ServerSignature> {
    // What it speaks is asked anew: another server may have taken its place.
    this.binary = null;
    const { body } = await this.call('GET', pathOf(of), null, {}, timeoutMs);
    return this.parse(modelMetadata, body);
  }

  async infer(
    of: ServerModel,
    inputs: readonly WireTensor[],
    outputs: readonly string[],
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<WireTensor[]> {
    const path = `${pathOf(of)}/infer`;
    const deadlineAt = performance.now() + timeoutMs;
    const binary = await this.takesBinary(timeoutMs);
    const leftMs = Math.max(1, deadlineAt - performance.now());
    if (!binary) {
      const body = writeJsonInferRequest(inputs, outputs);
      const answer = await this.call('POST', path, body, { 'content-type': 'application/json' }, leftMs, signal);
      return this.read(answer);
    }
    const { body, headerLength } = writeInferRequest(inputs, outputs);
    const headers = { 'content-type': 'application/octet-stream', [HEADER_LENGTH]: String(headerLength) };
    return this.read(await this.call('POST', path, body, headers, leftMs, signal));
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  /** Whether the server takes tensors as bytes; asked once. */
  private takesBinary(timeoutMs: number): Promise<boolean> {
    this.binary ??= this.call('GET', '', null, {}, Math.min(timeoutMs, METADATA_TIMEOUT_MS)).then(
      ({ body }) => this.parse(serverMetadata, body).extensions?.includes(BINARY_EXTENSION) ?? false,
    );
    this.binary.catch(() => (this.binary = null));
    return this.binary;
  }

  private read({ headers, body }: HttpAnswer): WireTensor[] {
    const length = headers[HEADER_LENGTH];
    try {
      return readInferResponse(body, typeof length === 'string' ? Number(length) : null);
    } catch (error) {
      throw serverFailure(this.server, 'FAILED', (error as Error).message);
    }
  }

  private parse<T>(schema: z.ZodType<T>, body: Buffer): T {
    try {
      return schema.parse(JSON.parse(body.toString()));
    } catch {
      throw serverFailure(this.server, 'FAILED', 'what it tells of itself is not of the Open Inference Protocol');
    }
  }

  private async call(...asked: Parameters<HttpModelServer['request']>): Promise<HttpAnswer> {
    const answer = await this.request(...asked);
    if (answer.status === 200) return answer;
    throw serverFailure(this.server, REFUSALS[answer.status] ?? 'FAILED', reasonOf(answer));
  }

  /** `path` is what follows "/v2". */
  private async request(
    method: 'GET' | 'POST',
    path: string,
    body: Buffer | null,
    headers: Readonly<Record<string, string>>,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<HttpAnswer> {
    const request = { method, path: `${this.prefix}/v2${path}`, body, headers: { ...this.headers, ...headers } };
    try {
      return await send(this.pool, request, timeoutMs, signal);
    } catch (error) {
      if (error instanceof TimeoutError)
        throw serverFailure(this.server, 'TOO_LATE', `it had ${Math.round(timeoutMs)} ms`);
      if (isDomainError(error)) throw error;
      throw serverFailure(this.server, 'UNREACHABLE', (error as Error).message || (error as Error).name);
    }
  }
}

function pathOf({ model, modelVersion }: ServerModel): string {
  const version = modelVersion === null ? '' : `/versions/${encodeURIComponent(modelVersion)}`;
  return `/models/${encodeURIComponent(model)}${version}`;
}

function reasonOf({ status, body }: HttpAnswer): string {
  const text = body.toString().slice(0, 500);
  try {
    const said = failure.parse(JSON.parse(body.toString()));
    return 'error' in said ? said.error : said.detail;
  } catch {
    return `status ${status}${text ? `, ${text}` : ''}`;
  }
}
