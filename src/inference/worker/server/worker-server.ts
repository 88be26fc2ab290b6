import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from '../../../config/config.js';
import { InvalidInputError, isDomainError, TimeoutError } from '../../../lib/errors.js';
import { freeBytes } from '../../../lib/free-bytes.js';
import type { Logger } from '../../../lib/logger.js';
import { dropStuckReader } from '../../../lib/stuck-reader.js';
import { urlHost } from '../../../lib/url-host.js';
import {
  DEFAULT_TIMEOUT_MS,
  HEADER_LENGTH,
  LANE_HEADER,
  numberOfHeader,
  TIMEOUT_HEADER,
  TOKENS_HEADER,
  WORDS_HEADER,
} from '../../protocol/headers.js';
import { readInferRequest } from '../../protocol/infer-request.js';
import { writeInferResponse } from '../../protocol/infer-response.js';
import { protocolErrorOf } from '../../protocol/protocol-error.js';
import { type CallerCheck, callerCheck } from './caller-check.js';
import { answerGeneration, streamGeneration } from './answer-generate.js';
import { BodyReader, WholeRequest } from './http-body.js';
import type { InferenceWorker } from '../inference-worker.js';
import { answerProtocol, ONLY_VERSION, withoutVersion } from './protocol-routes.js';

/** How late the end of a caller's time to send its headers may be noticed. */
const CHECK_EVERY_MS = 1000;
const CLOSE_LIMIT_MS = 1000;
/** Triton's generate extension. */
const GENERATE: ReadonlySet<string> = new Set(['generate', 'generate_stream']);

/** The Open Inference Protocol over HTTP, for one worker. */
export class WorkerServer {
  private readonly server: Server<typeof WholeRequest>;
  private readonly bodies: BodyReader;
  private readonly authenticate: CallerCheck;
  private readonly prefix: string;

  constructor(
    private readonly worker: InferenceWorker,
    private readonly config: Config,
    private readonly logger: Logger,
  ) {
    this.authenticate = callerCheck(config.INFERENCE_TOKEN);
    this.bodies = new BodyReader(config.INFERENCE_MAX_BODY_BYTES, config.CLIENT_TIMEOUT_MS);
    this.prefix = `${worker.id}/`;
    this.server = createServer(
      {
        IncomingMessage: WholeRequest,
        headersTimeout: config.CLIENT_TIMEOUT_MS,
        // What is still sent when it was answered that it is too late or too much.
        requestTimeout: 2 * config.CLIENT_TIMEOUT_MS,
        connectionsCheckingInterval: CHECK_EVERY_MS,
        keepAliveTimeout: 60_000,
        noDelay: true,
      },
      (request, response) => {
        void this.serve(request, response);
      },
    );
  }

  /** @returns the address that it listens on */
  listen(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.config.INFERENCE_PORT, this.config.INFERENCE_HOST, () => {
        const { port } = this.server.address() as AddressInfo;
        resolve(`http://${urlHost(this.config.INFERENCE_HOST)}:${port}`);
      });
    });
  }

  /** Ends connections: idle ones at once, others when their answer is out, or after a second. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeIdleConnections();
    const timer = setTimeout(() => {
      this.server.closeAllConnections();
    }, CLOSE_LIMIT_MS);
    await closed;
    clearTimeout(timer);
  }

  private async serve(request: WholeRequest, response: ServerResponse): Promise<void> {
    try {
      await this.answer(request, response);
    } catch (error) {
      this.fail(response, error);
    }
    dropStuckReader(response, this.config.CLIENT_TIMEOUT_MS);
  }

  private async answer(request: WholeRequest, response: ServerResponse): Promise<void> {
    const [root, ...path] = partsOf(request.url ?? '');
    if (root !== 'v2') throw new InvalidInputError('This server speaks the Open Inference Protocol under /v2.');
    if (path[0] === 'health') {
      this.answerHealth(path[1], response);
      return;
    }
    this.authenticate(request.headers.authorization);
    const body = await this.bodies.read(request);
    if (request.method === 'POST' && path[0] === 'models' && path.at(-1) === 'infer') {
      await this.infer(withoutVersion(path)[1]!, request, response, body);
      return;
    }
    if (request.method === 'POST' && path[0] === 'models' && GENERATE.has(path.at(-1)!)) {
      const timeoutMs = numberOfHeader(request.headers, TIMEOUT_HEADER);
      const call = { model: withoutVersion(path)[1]!, body, timeoutMs };
      if (path.at(-1) === 'generate_stream') await streamGeneration(this.worker, call, response);
      else send(response, 200, await answerGeneration(this.worker, call, response));
      return;
    }
    const answer = await answerProtocol(this.worker, request.method ?? 'GET', path, body);
    send(response, answer.status, answer.body);
  }

  private answerHealth(what: string | undefined, response: ServerResponse): void {
    const ready = what === 'live' || (what === 'ready' && this.worker.ready);
    send(response, ready ? 200 : 503, { [what === 'live' ? 'live' : 'ready']: ready });
  }

  private async infer(model: string, request: WholeRequest, response: ServerResponse, body: Buffer): Promise<void> {
    const asked = readInferRequest(body, numberOfHeader(request.headers, HEADER_LENGTH));
    const timeoutMs = numberOfHeader(request.headers, TIMEOUT_HEADER) ?? asked.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const outputs = asked.outputs?.map(({ name }) => name) ?? null;
    const tellWords = request.headers[WORDS_HEADER] === 'true';
    const queued = this.worker.infer(model, { inputs: asked.inputs, outputs, tellWords }, timeoutMs);
    response.on('close', () => {
      if (!queued.settled) this.worker.drop(queued);
    });
    const answered = await queued.answer;
    const written = writeInferResponse({ name: model, version: ONLY_VERSION }, asked, answered.outputs);
    const headers = [
      LANE_HEADER,
      this.prefix + String(answered.lane),
      'content-length',
      String(written.body.byteLength),
    ];
    if (written.headerLength === null) headers.push('content-type', 'application/json');
    else headers.push('content-type', 'application/octet-stream', HEADER_LENGTH, String(written.headerLength));
    if (answered.tokenCount !== undefined) headers.push(TOKENS_HEADER, String(answered.tokenCount));
    response.writeHead(200, headers);
    response.end(written.body);
    // A lane has answered, so it has read all of it.
    freeBytes(body);
  }

  private fail(response: ServerResponse, error: unknown): void {
    if (response.destroyed) return;
    if (!isDomainError(error)) this.logger.error({ err: error }, 'A request failed.');
    const { status, body } = protocolErrorOf(error);
    send(response, status, body, {
      ...(status === 503 && { 'retry-after': '1' }),
      // What a slow caller has not sent yet is not waited for.
      ...(error instanceof TimeoutError && !response.req.complete && { connection: 'close' }),
    });
  }
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.byteLength, ...headers });
  response.end(bytes);
}

/** @throws {InvalidInputError} when the path holds a broken escape */
function partsOf(url: string): string[] {
  try {
    const parts = url.split('?', 1)[0]!.slice(1).split('/');
    return url.includes('%') ? parts.map(decodeURIComponent) : parts;
  } catch {
    throw new InvalidInputError('The path holds a broken escape.');
  }
}
