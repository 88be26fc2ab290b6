import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Actor } from '../../access/actor.entity.js';
import type { Backends } from '../../inference/backends/backends.js';
import { parseJson } from '../../inference/protocol/infer-request.js';
import { type ModelStatisticsReport, sumStatistics } from '../../inference/protocol/statistics.js';
import { InvalidInputError, NotFoundError } from '../../lib/errors.js';
import { VERSION } from '../../lib/package-root.js';
import type { ServableVersion } from '../../models/servable-version.js';
import type { DeploymentRoute, RouteTable } from '../../prediction/route-table.js';
import type { PredictServices, Target } from '../../prediction/run.js';
import type { VersionDirectory } from '../../prediction/version-directory.js';
import { RequestFormError } from '../http/graphql-parameters.js';
import { readProtocolAddress } from '../http/protocol-address.js';
import { readBytes } from '../http/request-body.js';
import { send } from '../http/send.js';
import type { Operations } from '../operations.js';
import { answerInfer } from './answer-infer.js';
import { configurationOf, metadataOf } from './describe-model.js';
import { JSON_TYPE, sendFailure } from './protocol-failure.js';

const EXTENSIONS = ['binary_tensor_data', 'model_configuration', 'model_repository', 'statistics'];
const ADVICE = 'GET /v2 tells what this server speaks.';

export interface InferenceProtocolParts {
  operations: Operations;
  directory: VersionDirectory;
  routes: RouteTable;
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
    switch (operation) {
      case 'infer': {
        const { INFERENCE_MAX_BODY_BYTES: maxBodyBytes } = operations.services.config;
        await answerInfer(services, find, { ...operations.limits, maxBodyBytes }, request, response);
        return;
      }
      case 'server':
        sendJson(response, { name: 'sluice', version: VERSION, extensions: EXTENSIONS });
        return;
      case 'metadata':
        sendJson(response, metadataOf((await find()).version));
        return;
      case 'config':
        sendJson(response, configurationOf((await find()).version));
        return;
      case 'ready': {
        const { version: asked, deployment } = await find();
        const ready = backends.isReady(asked.id, deployment?.server ?? null);
        sendJson(response, { name: model, ready }, ready ? 200 : 503);
        return;
      }
      case 'stats': {
        const counted = model === '' ? this.countedHere(projectId, environment) : [countedBy(await find())];
        sendJson(response, { model_stats: await Promise.all(counted.map((of) => this.statisticsOf(of))) });
        return;
      }
      case 'index':
        await this.answerIndex(this.parts.routes.in(projectId, environment), request, response);
    }
  }

  /** Versions that our own workers answer for: servers of others keep counts of their own. */
  private countedHere(projectId: string, environment: string): ServableVersion[] {
    const routes = this.parts.routes.in(projectId, environment);
    return routes.filter(({ server }) => server === null).map(({ version }) => version);
  }

  private async statisticsOf({ id, model, number }: ServableVersion): Promise<ModelStatisticsReport> {
    return sumStatistics(model, String(number), await this.parts.backends.workers.statistics(id));
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

type Operation = 'server' | 'infer' | 'metadata' | 'config' | 'ready' | 'stats' | 'index';

interface Asked {
  operation: Operation;
  /** "" where all models of the environment are meant. */
  model: string;
  /** Null for the version that serves. */
  version: number | null;
}

const OF_A_MODEL: ReadonlyMap<string | undefined, Operation> = new Map<string | undefined, Operation>([
  [undefined, 'metadata'],
  ['config', 'config'],
  ['infer', 'infer'],
  ['ready', 'ready'],
  ['stats', 'stats'],
]);

/** What an address asks for. `path` begins with "v2". @throws {NotFoundError} when nothing is served there, {RequestFormError} for another method */
function readPath(path: readonly string[], method: string): Asked {
  const [root, first, second, ...rest] = path;
  const asked = root === 'v2' ? askedBy(first, second, rest) : null;
  if (!asked) throw new NotFoundError('resource', `/${path.join('/')}`, ADVICE);
  const needed = asked.operation === 'infer' || asked.operation === 'index' ? 'POST' : 'GET';
  if (method !== needed)
    throw new RequestFormError(`/${path.join('/')} takes ${needed}, not ${method}.`, 405, { allow: needed });
  return asked;
}

function askedBy(first: string | undefined, second: string | undefined, rest: readonly string[]): Asked | null {
  if (first === undefined) return { operation: 'server', model: '', version: null };
  if (first === 'repository') {
    if (second === 'index' && rest.length === 0) return { operation: 'index', model: '', version: null };
    if (second === 'models') throw notByHand();
  }
  if (first !== 'models' || second === undefined) return null;
  if (second === 'stats' && rest.length === 0) return { operation: 'stats', model: '', version: null };
  const version = rest[0] === 'versions' ? rest[1] : undefined;
  const last = version === undefined ? rest : rest.slice(2);
  const operation = OF_A_MODEL.get(last[0]);
  return operation && last.length <= 1 ? { operation, model: second, version: numberOf(version) } : null;
}

/** @throws {NotFoundError} when a server of others answers, which keeps the counts */
function countedBy({ version, deployment }: Target): ServableVersion {
  if (!deployment?.server) return version;
  const { name, model } = deployment.server;
  throw new NotFoundError(
    'statistics of',
    version.model,
    `Ask the inference server "${name}" for those of "${model}".`,
  );
}

function numberOf(version: string | undefined): number | null {
  if (version === undefined || version === '') return null;
  if (/^[1-9]\d{0,8}$/.test(version)) return Number(version);
  throw new InvalidInputError(`"${version}" is no version of a model: versions are whole numbers from 1.`, ['version']);
}

function notByHand(): InvalidInputError {
  return new InvalidInputError(
    'What serves is changed by releases: use the mutations startRelease and rollbackRelease. Workers load and unload models as releases need them.',
  );
}

function sendJson(response: ServerResponse, body: object, status = 200): void {
  send(response, status, JSON_TYPE, JSON.stringify(body));
}
