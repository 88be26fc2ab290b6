import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Actor } from '../../access/actor.entity.js';
import type { Backends } from '../../inference/backends/backends.js';
import { parseJson } from '../../inference/protocol/infer-request.js';
import { VERSION } from '../../lib/package-root.js';
import type { DeploymentRoute } from '../../prediction/routes/route-table.js';
import type { PredictServices, Target } from '../../prediction/run.js';
import type { VersionDirectory } from '../../prediction/routes/version-directory.js';
import { readProtocolAddress } from '../http/protocol-address.js';
import { readBytes } from '../http/request-body.js';
import { send } from '../http/send.js';
import type { Operations } from '../operations.js';
import { answerGenerate } from './answer-generate.js';
import { answerInfer } from './answer-infer.js';
import { metadataOf } from './describe-model.js';
import { configurationFor, statisticsOf, statisticsOfAll } from './extensions.js';
import { describeFailure, JSON_TYPE, sendFailure } from './protocol-failure.js';
import { ADVICE, type Asked, readPath } from './read-path.js';

const EXTENSIONS = ['binary_tensor_data', 'generate', 'model_configuration', 'model_repository', 'statistics'];

export interface InferenceProtocolParts {
  operations: Operations;
  directory: VersionDirectory;
  services: PredictServices;
  backends: Backends;
}

/** The Open Inference Protocol over what is released: the fast path for machines, with the access rules, routes and records of GraphQL. */
export class InferenceProtocol {
  constructor(
    private readonly parts: InferenceProtocolParts,
    private readonly isDraining: () => boolean,
  ) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { operations } = this.parts;
    const startedAtMs = performance.now();
    let end: (() => void) | undefined;
    let operation = 'unknown';
    try {
      const { environment, path } = readProtocolAddress(request.url ?? '');
      if (path[0] === 'v2' && path[1] === 'health') {
        this.answerHealth(path[2], response);
        return;
      }
      const admission = await operations.admit(request.headers.authorization);
      end = admission.end;
      const asked = readPath(path, request.method ?? 'GET');
      operation = asked.operation;
      await this.answer(asked, environment ?? this.defaultEnvironment, admission.actor, request, response);
    } catch (error) {
      sendFailure(request, response, error, operations);
    } finally {
      end?.();
      operations.metrics.observeProtocol('inference', operation, (performance.now() - startedAtMs) / 1000);
    }
  }

  private get defaultEnvironment(): string {
    return this.parts.operations.services.config.PROTOCOL_ENVIRONMENT;
  }

  private answerHealth(what: string | undefined, response: ServerResponse): void {
    if (what === 'live') sendJson(response, { live: true });
    else {
      const ready = !this.isDraining() && this.parts.backends.workers.workers.some(({ reachable }) => reachable);
      sendJson(response, { ready }, ready ? 200 : 503);
    }
  }

  private async answer(
    { operation, model, version }: Asked,
    environment: string,
    { projectId }: Actor,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { directory, services, operations, backends } = this.parts;
    const find = (): Promise<Target> => directory.find(projectId, environment, model, version);
    const all = () => directory.in(projectId, environment, environment === this.defaultEnvironment);
    const limits = { ...operations.limits, maxBodyBytes: operations.services.config.INFERENCE_MAX_BODY_BYTES };
    switch (operation) {
      case 'infer':
        await answerInfer(services, find, limits, request, response);
        return;
      case 'generate':
      case 'generate_stream': {
        const describe = (error: unknown) => describeFailure(error, operations);
        const stream = operation === 'generate_stream';
        await answerGenerate({ services, find, limits, stream, describe }, request, response);
        return;
      }
      case 'server':
        sendJson(response, { name: 'sluice', version: VERSION, extensions: EXTENSIONS });
        return;
      case 'metadata':
        sendJson(response, metadataOf((await find()).version));
        return;
      case 'config':
        sendJson(response, await configurationFor(await find(), backends));
        return;
      case 'ready': {
        const { version: asked, deployment } = await find();
        const ready = backends.isReady(asked.id, deployment?.server ?? null);
        sendJson(response, { name: model, ready }, ready ? 200 : 503);
        return;
      }
      case 'stats': {
        const stats =
          model === '' ? await statisticsOfAll(await all(), backends) : [await statisticsOf(await find(), backends)];
        sendJson(response, { model_stats: stats });
        return;
      }
      case 'index':
        await this.answerIndex(await all(), request, response);
    }
  }

  private async answerIndex(
    routes: readonly DeploymentRoute[],
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const body = await readBytes(request, this.parts.operations.limits, ADVICE);
    const wanted = body.length > 0 ? (parseJson(body) as { ready?: unknown } | null) : null;
    const index = routes.map(({ version: { id, model, number }, server }) => {
      const ready = this.parts.backends.isReady(id, server);
      const reason = server ? `the server "${server.name}" is not ready with it` : 'no worker has it loaded';
      const state = ready ? 'READY' : 'UNAVAILABLE';
      return { name: model, version: String(number), state, reason: ready ? '' : reason };
    });
    sendJson(
      response,
      index.filter(({ state }) => wanted?.ready !== true || state === 'READY'),
    );
  }
}

function sendJson(response: ServerResponse, body: object, status = 200): void {
  send(response, status, JSON_TYPE, JSON.stringify(body));
}
