import { z } from 'zod';
import type { InferenceServer } from '../../config/inference-servers.js';
import type { HttpAnswer } from '../backends/http-send.js';
import { HEADER_LENGTH } from '../protocol/headers.js';
import { writeInferRequest, writeJsonInferRequest } from '../protocol/infer-request.js';
import { readInferResponse } from '../protocol/infer-response.js';
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
import { serverFailure } from './server-failure.js';
import { ServerHttp } from './server-http.js';

const BINARY_EXTENSION = 'binary_tensor_data';
/** How long a server may take to tell what it speaks. */
const METADATA_TIMEOUT_MS = 5000;

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
const count = z.number().default(0);
const total = z.object({ count, ns: count }).default({ count: 0, ns: 0 });
const modelStatistics = z.object({
  model_stats: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      last_inference: count,
      inference_count: count,
      execution_count: count,
      inference_stats: z.object({
        success: total,
        fail: total,
        queue: total,
        compute_input: total,
        compute_infer: total,
        compute_output: total,
        cache_hit: total,
        cache_miss: total,
      }),
      batch_stats: z
        .array(
          z.object({
            batch_size: z.number(),
            compute_input: total,
            compute_infer: total,
            compute_output: total,
          }),
        )
        .default([]),
    }),
  ),
});
const tensorConfiguration = z.looseObject({
  name: z.string(),
  data_type: z.string(),
  dims: z.array(z.coerce.number()),
});
const modelConfiguration = z.looseObject({
  name: z.string(),
  platform: z.string().default(''),
  backend: z.string().default(''),
  max_batch_size: z.number(),
  input: z.array(tensorConfiguration),
  output: z.array(tensorConfiguration),
});
const serverMetadata = z.object({ extensions: z.array(z.string()).nullish() });

/** A server of the Open Inference Protocol over HTTP. Tensors travel as bytes where it says that it takes them so, as JSON otherwise. */
export class HttpModelServer implements TensorServer {
  private readonly http: ServerHttp;
  private binary: Promise<boolean> | null = null;

  constructor(
    private readonly server: InferenceServer,
    ca?: readonly string[],
  ) {
    this.http = new ServerHttp(server, '/v2', ca);
  }

  async isReady(of: ServerModel, timeoutMs: number): Promise<boolean> {
    return this.http.isOk(`${pathOf(of)}/ready`, timeoutMs);
  }

  async signature(of: ServerModel, timeoutMs: number): Promise<ServerSignature> {
    // What it speaks is asked anew: another server may have taken its place.
    this.binary = null;
    const { body } = await this.http.get(pathOf(of), timeoutMs);
    return this.parse(modelMetadata, body);
  }

  async statistics(of: ServerModel, timeoutMs: number): Promise<readonly ModelStatisticsReport[]> {
    await this.assertHas(STATISTICS, timeoutMs);
    const { body } = await this.http.get(`${pathOf(of)}/stats`, timeoutMs);
    return this.parse(modelStatistics, body).model_stats;
  }

  async configuration(of: ServerModel, timeoutMs: number): Promise<ModelConfiguration> {
    await this.assertHas(CONFIGURATION, timeoutMs);
    const { body } = await this.http.get(`${pathOf(of)}/config`, timeoutMs);
    return this.parse(modelConfiguration, body);
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
      const answer = await this.http.post(path, body, { 'content-type': 'application/json' }, leftMs, signal);
      return this.read(answer);
    }
    const { body, headerLength } = writeInferRequest(inputs, outputs);
    const headers = { 'content-type': 'application/octet-stream', [HEADER_LENGTH]: String(headerLength) };
    return this.read(await this.http.post(path, body, headers, leftMs, signal));
  }

  async close(): Promise<void> {
    await this.http.close();
  }

  /** Whether the server takes tensors as bytes; asked once. */
  private takesBinary(timeoutMs: number): Promise<boolean> {
    this.binary ??= this.extensions(timeoutMs).then((extensions) => extensions.includes(BINARY_EXTENSION));
    this.binary.catch(() => (this.binary = null));
    return this.binary;
  }

  private async assertHas(extension: string, timeoutMs: number): Promise<void> {
    assertExtension(this.server, await this.extensions(timeoutMs), extension);
  }

  private async extensions(timeoutMs: number): Promise<readonly string[]> {
    const { body } = await this.http.get('', Math.min(timeoutMs, METADATA_TIMEOUT_MS));
    return this.parse(serverMetadata, body).extensions ?? [];
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
}

function pathOf({ model, modelVersion }: ServerModel): string {
  const version = modelVersion === null ? '' : `/versions/${encodeURIComponent(modelVersion)}`;
  return `/models/${encodeURIComponent(model)}${version}`;
}
