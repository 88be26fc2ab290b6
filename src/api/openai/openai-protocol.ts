import type { IncomingMessage, ServerResponse } from 'node:http';
import { numberOfHeader, TIMEOUT_HEADER } from '../../inference/protocol/headers.js';
import { InvalidInputError, NotFoundError } from '../../lib/errors.js';
import { instantOf } from '../../lib/ids.js';
import { ModelTask } from '../../models/model.entity.js';
import { LONGEST_GENERATION_MS } from '../../prediction/generation/generate-inputs.js';
import type { PredictServices, Target } from '../../prediction/run.js';
import type { VersionDirectory } from '../../prediction/routes/version-directory.js';
import { RequestFormError } from '../http/graphql-parameters.js';
import { readProtocolAddress } from '../http/protocol-address.js';
import { readBytes } from '../http/request-body.js';
import { send } from '../http/send.js';
import { whileAwaited } from '../http/while-awaited.js';
import type { Operations } from '../operations.js';
import { answerCompletion } from './answer-completion.js';
import { embeddingsOf, readEmbeddings } from './answer-embeddings.js';
import { CHAT_FORM, type CompletionForm, TEXT_FORM } from './completion-forms.js';
import { type AskedTexts, readChat, readCompletion } from './completion-request.js';
import { describeFailure, sendFailure } from './openai-failure.js';

const OPERATIONS = ['models', 'completions', 'chat/completions', 'embeddings'] as const;
type Operation = (typeof OPERATIONS)[number];

/** What is asked of an address. */
interface Asked {
  readonly operation: Operation;
  /** The model that is asked about; null for all. */
  readonly model: string | null;
}

/** Beyond the time for a text, to tell that it was too short. */
const TIMEOUT_SLACK_MS = 5_000;
const LONGEST_EMBEDDING_MS = 60_000;
/** By task, where this protocol asks for its answers. */
const ADDRESSES: Partial<Record<ModelTask, string>> = {
  [ModelTask.LANGUAGE_MODEL]: '/v1/completions and /v1/chat/completions',
  [ModelTask.EMBEDDING]: '/v1/embeddings',
};

export interface OpenAiParts {
  operations: Operations;
  directory: VersionDirectory;
  services: PredictServices;
}

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly projectId: string;
  readonly environment: string;
}

/** What clients of OpenAI's API know, over what is released: texts, chats and embeddings, with the access rules, routes and records of GraphQL. */
export class OpenAiProtocol {
  constructor(private readonly parts: OpenAiParts) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { operations } = this.parts;
    const startedAtMs = performance.now();
    let end: (() => void) | undefined;
    let operation = 'unknown';
    try {
      const { environment, path } = readProtocolAddress(request.url ?? '');
      const admission = await operations.admit(request.headers.authorization);
      end = admission.end;
      const asked = readPath(path, request.method ?? 'GET');
      ({ operation } = asked);
      const { PROTOCOL_ENVIRONMENT } = operations.services.config;
      const { projectId } = admission.actor;
      await this.answer(asked, { request, response, projectId, environment: environment ?? PROTOCOL_ENVIRONMENT });
    } catch (error) {
      sendFailure(request, response, error, operations);
    } finally {
      end?.();
      operations.metrics.observeProtocol('openai', operation, (performance.now() - startedAtMs) / 1000);
    }
  }

  private async answer({ operation, model }: Asked, call: Call): Promise<void> {
    switch (operation) {
      case 'completions':
        await this.complete(call, readCompletion, TEXT_FORM);
        return;
      case 'chat/completions':
        await this.complete(call, readChat, CHAT_FORM);
        return;
      case 'embeddings':
        await this.embed(call);
        return;
      case 'models':
        if (model === null) await this.list(call);
        else await this.describe(call, model);
    }
  }

  private async complete(call: Call, read: (body: Buffer) => AskedTexts, form: CompletionForm): Promise<void> {
    const { operations, services } = this.parts;
    const asked = read(await this.body(call));
    const target = await this.target(call, asked.model, ModelTask.LANGUAGE_MODEL);
    const timeoutMs = timeoutOf(call.request, LONGEST_GENERATION_MS);
    // Nothing may travel until a whole text is there.
    call.response.setTimeout(timeoutMs + TIMEOUT_SLACK_MS);
    const describe = (error: unknown) => describeFailure(error, operations);
    const now = operations.services.clock.now();
    await answerCompletion({ services, target, asked, form, timeoutMs, now, describe }, call.response);
  }

  private async embed(call: Call): Promise<void> {
    const asked = readEmbeddings(await this.body(call));
    const target = await this.target(call, asked.model, ModelTask.EMBEDDING);
    const timeoutMs = timeoutOf(call.request, LONGEST_EMBEDDING_MS);
    const answer = await whileAwaited(call.response, (signal) =>
      embeddingsOf(this.parts.services, target, asked, { timeoutMs, signal }),
    );
    sendJson(call.response, answer);
  }

  private async list({ response, projectId, environment }: Call): Promise<void> {
    const { directory, operations } = this.parts;
    const byDefault = environment === operations.services.config.PROTOCOL_ENVIRONMENT;
    const served = (await directory.in(projectId, environment, byDefault)).filter(
      ({ version }) => version.task in ADDRESSES,
    );
    sendJson(response, { object: 'list', data: served.map(({ version }) => modelObject(version.model, version.id)) });
  }

  private async describe(call: Call, reference: string): Promise<void> {
    const { version } = await this.find(call, reference);
    if (!(version.task in ADDRESSES)) throw elsewhere(reference, version.task);
    sendJson(call.response, modelObject(reference, version.id));
  }

  private body({ request }: Call): Promise<Buffer> {
    return readBytes(request, this.parts.operations.limits, 'Send less at a time.');
  }

  private async target(call: Call, reference: string, task: ModelTask): Promise<Target> {
    const target = await this.find(call, reference);
    if (target.version.task === task) return target;
    throw elsewhere(reference, target.version.task);
  }

  /** "poet" is what serves in the environment, "poet@3" that very version. @throws {NotFoundError} */
  private find({ projectId, environment }: Call, reference: string): Promise<Target> {
    const [, model = reference, number] = /^(.+)@([1-9]\d{0,8})$/.exec(reference) ?? [];
    const version = number === undefined ? null : Number(number);
    return this.parts.directory.find(projectId, environment, model, version);
  }
}

/** A model as this API tells of it. @param versionId of the version that answers, which tells when that was made */
function modelObject(name: string, versionId: string): object {
  const created = Math.floor(instantOf(versionId).getTime() / 1000);
  return { id: name, object: 'model', created, owned_by: 'sluice' };
}

function elsewhere(reference: string, task: ModelTask): InvalidInputError {
  return new InvalidInputError(
    `"${reference}" is a model of the task ${task}: ask ${ADDRESSES[task] ?? '/v2 or GraphQL'} for its answers.`,
    ['model'],
  );
}

/** What an address asks for. @throws {NotFoundError} when nothing is served there, {RequestFormError} for another method */
function readPath([root, ...rest]: readonly string[], method: string): Asked {
  const model = rest.length === 2 && rest[0] === 'models' ? rest[1]! : null;
  const path = model === null ? rest.join('/') : 'models';
  const operation = OPERATIONS.find((known) => root === 'v1' && known === path);
  if (!operation)
    throw new NotFoundError(
      'resource',
      `/${[root, ...rest].join('/')}`,
      `There are ${OPERATIONS.map((known) => `/v1/${known}`).join(', ')}.`,
    );
  const needed = operation === 'models' ? 'GET' : 'POST';
  if (method === needed) return { operation, model };
  throw new RequestFormError(`/v1/${operation} takes ${needed}, not ${method}.`, 405, { allow: needed });
}

function timeoutOf({ headers }: IncomingMessage, longestMs: number): number {
  const timeoutMs = numberOfHeader(headers, TIMEOUT_HEADER) ?? longestMs;
  if (timeoutMs > 0 && timeoutMs <= longestMs) return timeoutMs;
  throw new InvalidInputError(`${TIMEOUT_HEADER} is more than nothing and at most ${longestMs} ms.`, ['timeout']);
}

function sendJson(response: ServerResponse, body: object): void {
  send(response, 200, 'application/json', JSON.stringify(body));
}
