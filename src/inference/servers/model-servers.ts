import type { InferenceServer } from '../../config/inference-servers.js';
import { InvalidInputError, isDomainError, TimeoutError } from '../../lib/errors.js';
import type { Logger } from '../../lib/logger.js';
import type { InferredWire, InferOptions } from '../backends/oip-client.js';
import type { GeneratedToken, GenerateOptions } from '../backends/read-tokens.js';
import type { GenerateRequest } from '../protocol/generation/generate-request.js';
import type { ModelConfiguration } from '../protocol/model-configuration.js';
import { WorkerUnavailableError } from '../protocol/protocol-error.js';
import type { ModelStatisticsReport } from '../protocol/statistics.js';
import type { WireTensor } from '../protocol/tensors/wire-tensor.js';
import { assertCompatible, type VersionTensors } from './assert-compatible.js';
import { GrpcModelServer } from './grpc-model-server.js';
import { HttpModelServer } from './http-model-server.js';
import type { ModelServer, ServerModel, ServerSignature, TensorServer, TextServer } from './model-server.js';
import { OpenAiModelServer } from './openai-model-server.js';
import { serverFailure } from './server-failure.js';

const POLL_MS = 2000;
/** How long a server may take to tell of a model. */
const QUESTION_TIMEOUT_MS = 10_000;
const SIGNATURE_KEPT_MS = 60_000;

export interface ModelServersSettings {
  readonly servers: readonly InferenceServer[];
  /** Authorities, in the form of PEM, that may have signed their certificates; those of Node when left out. */
  readonly authorities?: readonly string[];
  readonly logger: Logger;
  readonly pollMs?: number;
}

/** Inference servers of others, by their names in INFERENCE_SERVERS. They load their models themselves. */
export class ModelServers {
  /** By the names of the servers; each is in `clients`, and in one of the others by what it speaks. */
  private readonly clients: ReadonlyMap<string, ModelServer>;
  private readonly tensorServers = new Map<string, TensorServer>();
  private readonly textServers = new Map<string, TextServer>();
  private watched: readonly ServerModel[] = [];
  /** What each watched model was found to be when it was last asked. */
  private readonly ready = new Map<string, boolean>();
  private readonly signatures = new Map<string, { at: number; signature: Promise<ServerSignature> }>();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly settings: ModelServersSettings) {
    const { servers, authorities } = settings;
    for (const server of servers)
      if (server.protocol === 'openai') this.textServers.set(server.name, new OpenAiModelServer(server, authorities));
      else this.tensorServers.set(server.name, tensorServer(server, authorities));
    this.clients = new Map<string, ModelServer>([...this.tensorServers, ...this.textServers]);
    this.timer = setInterval(() => void this.poll(), settings.pollMs ?? POLL_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(Array.from(this.clients.values(), (client) => client.close()));
  }

  /** Sets the models whose readiness is asked for from now on. */
  watch(models: readonly ServerModel[]): void {
    const byKey = new Map(models.map((model) => [keyOf(model), model]));
    this.watched = [...byKey.values()];
    for (const key of this.ready.keys()) if (!byKey.has(key)) this.ready.delete(key);
    void this.poll();
  }

  /** Whether a watched model was ready when its server was last asked. */
  isReady(of: ServerModel): boolean {
    return this.ready.get(keyOf(of)) ?? false;
  }

  /**
   * Makes sure that a server answers for a version: it has the model, the model is ready, and its signature agrees.
   * @throws {UnavailableError} when the server is not there or the model not ready, {InvalidInputError} when it does not fit
   */
  async assertServes(of: ServerModel, version: VersionTensors): Promise<void> {
    const client = this.tensorServer(of);
    await this.assertReady(of);
    this.signatures.delete(keyOf(of));
    assertCompatible(of, await this.signature(client, of, QUESTION_TIMEOUT_MS), version);
  }

  /**
   * Makes sure that a server generates text with a model.
   * @throws {UnavailableError} when the server is not there or does not list the model, {InvalidInputError} when it generates none
   */
  async assertGenerates(of: ServerModel): Promise<void> {
    this.textServer(of);
    if (of.modelVersion !== null)
      throw new InvalidInputError(
        `Models of the inference server "${of.name}" have no versions: leave modelVersion out.`,
        ['input', 'server', 'modelVersion'],
      );
    await this.assertReady(of);
  }

  /**
   * Tokens of one text as they come; whoever stops reading ends it. Asked once more when the connection was cut before the first.
   * @throws {DomainError} as `inferWire`
   */
  async *generate(
    of: ServerModel,
    request: GenerateRequest,
    { timeoutMs, signal, onLost }: GenerateOptions,
  ): AsyncGenerator<GeneratedToken> {
    const server = this.textServer(of);
    const deadlineAt = performance.now() + timeoutMs;
    for (let tries = 1, begun = false; ; tries++)
      try {
        const leftMs = Math.max(1, deadlineAt - performance.now());
        for await (const token of server.generate(of, request, leftMs, signal)) {
          begun = true;
          yield token;
        }
        return;
      } catch (error) {
        if (!isLost(error)) throw error;
        onLost?.(of.name);
        if (begun || tries > 1) throw error;
      }
  }

  /**
   * One run; asked once more when the connection was cut.
   * @param outputs the outputs wanted, in their order
   * @throws {UnavailableError} with the reason when the server does not answer; {TimeoutError}; {InvalidInputError} what it says of the inputs
   */
  async inferWire(
    of: ServerModel,
    inputs: readonly WireTensor[],
    { timeoutMs, outputs = [], signal, onLost }: InferOptions,
  ): Promise<InferredWire> {
    const client = this.tensorServer(of);
    const deadlineAt = performance.now() + timeoutMs;
    assertTaken(of, inputs, await this.signature(client, of, timeoutMs));
    const ask = async () => {
      const leftMs = deadlineAt - performance.now();
      if (leftMs <= 0)
        throw new TimeoutError(`The inference server "${of.name}" did not answer within ${timeoutMs} ms.`);
      return client.infer(of, inputs, outputs, leftMs, signal);
    };
    const answered = await ask().catch((error: unknown) => {
      if (!isLost(error)) throw error;
      onLost?.(of.name);
      return ask();
    });
    return { outputs: this.pick(of, answered, outputs), lane: of.name, tokenCount: null };
  }

  /** What the server counted of a model. @throws {NotFoundError} when it does not have Triton's statistics extension */
  async statistics(of: ServerModel): Promise<readonly ModelStatisticsReport[]> {
    return this.tensorServer(of).statistics(of, QUESTION_TIMEOUT_MS);
  }

  /** How the server has a model configured. @throws {NotFoundError} when it does not have Triton's model-configuration extension */
  async configuration(of: ServerModel): Promise<ModelConfiguration> {
    return this.tensorServer(of).configuration(of, QUESTION_TIMEOUT_MS);
  }

  /** What a model takes and gives, as its server told lately. */
  private signature(client: TensorServer, of: ServerModel, timeoutMs: number): Promise<ServerSignature> {
    const key = keyOf(of);
    const known = this.signatures.get(key);
    const now = performance.now();
    if (known && now - known.at < SIGNATURE_KEPT_MS) return known.signature;
    const signature = client.signature(of, Math.min(timeoutMs, QUESTION_TIMEOUT_MS));
    this.signatures.set(key, { at: now, signature });
    signature.catch(() => this.signatures.delete(key));
    return signature;
  }

  private pick(of: ServerModel, answered: readonly WireTensor[], names: readonly string[]): readonly WireTensor[] {
    if (names.length === 0) return answered;
    return names.map((name) => {
      const output = answered.find((wire) => wire.name === name);
      if (output) return output;
      throw serverFailure(this.server(of), 'FAILED', `its answer lacks the output "${name}"`);
    });
  }

  private async assertReady(of: ServerModel): Promise<void> {
    if (await this.client(of).isReady(of, QUESTION_TIMEOUT_MS)) return;
    throw new WorkerUnavailableError(
      'NOT_LOADED',
      `"${of.model}" is not ready at the inference server "${of.name}". Load it there.`,
    );
  }

  private client(of: ServerModel): ModelServer {
    return this.clients.get(this.server(of).name)!;
  }

  private tensorServer(of: ServerModel): TensorServer {
    const server = this.tensorServers.get(this.server(of).name);
    if (server) return server;
    throw new InvalidInputError(
      `The inference server "${of.name}" speaks OpenAI’s API, which takes prompts of language models only.`,
    );
  }

  private textServer(of: ServerModel): TextServer {
    const server = this.textServers.get(this.server(of).name);
    if (server) return server;
    throw new InvalidInputError(
      `The inference server "${of.name}" speaks the Open Inference Protocol, which generates no text. A language model needs one of OpenAI’s API.`,
    );
  }

  /** @throws {WorkerUnavailableError} when it is not configured here any more, or not yet */
  private server({ name }: ServerModel): InferenceServer {
    const server = this.settings.servers.find((one) => one.name === name);
    if (server) return server;
    throw new WorkerUnavailableError('UNREACHABLE', unknownServer(this.settings.servers, name));
  }

  private async poll(): Promise<void> {
    await Promise.all(this.watched.map((model) => this.look(model)));
  }

  private async look(of: ServerModel): Promise<void> {
    const key = keyOf(of);
    let ready = false;
    try {
      ready = await this.client(of).isReady(of, this.settings.pollMs ?? POLL_MS);
    } catch (error) {
      if (this.ready.get(key) !== false)
        this.settings.logger.warn({ server: of.name, model: of.model, err: error }, 'a model server does not answer');
    }
    if (this.watched.some((watched) => keyOf(watched) === key)) this.ready.set(key, ready);
  }
}

/** @throws {InvalidInputError} naming the servers that there are */
export function assertServerKnown(servers: readonly InferenceServer[], name: string): void {
  if (servers.some((server) => server.name === name)) return;
  throw new InvalidInputError(unknownServer(servers, name), ['input', 'server', 'name']);
}

function unknownServer(servers: readonly InferenceServer[], name: string): string {
  const known = servers.map((server) => server.name).join(', ');
  return `There is no inference server "${name}". INFERENCE_SERVERS names ${known || 'none'}.`;
}

/** Some servers pass over inputs that their model does not take. @throws {InvalidInputError} naming the first */
function assertTaken(of: ServerModel, inputs: readonly WireTensor[], signature: ServerSignature): void {
  const other = inputs.find(({ name }) => signature.inputs.every((input) => input.name !== name));
  if (!other) return;
  const taken = signature.inputs.map(({ name }) => `"${name}"`).join(', ');
  throw new InvalidInputError(
    `"${of.model}" at the inference server "${of.name}" has no input "${other.name}"; it takes ${taken}.`,
    [other.name],
  );
}

function tensorServer(server: InferenceServer, ca: readonly string[] | undefined): TensorServer {
  return server.protocol === 'grpc' ? new GrpcModelServer(server, ca) : new HttpModelServer(server, ca);
}

function isLost(error: unknown): boolean {
  return isDomainError(error) && error instanceof WorkerUnavailableError && error.reason === 'UNREACHABLE';
}

function keyOf({ name, model, modelVersion }: ServerModel): string {
  return JSON.stringify([name, model, modelVersion]);
}
