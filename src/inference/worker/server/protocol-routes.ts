import { InvalidInputError, NotFoundError } from '../../../lib/errors.js';
import { VERSION } from '../../../lib/package-root.js';
import type { LoadedModel } from '../../lane/lane-messages.js';
import { parseJson } from '../../protocol/infer-request.js';
import { configurationOf, type ModelConfiguration, PLATFORM } from '../../protocol/model-configuration.js';
import type { ModelStatisticsReport } from '../../protocol/statistics.js';
import type { InferenceWorker } from '../inference-worker.js';
import { parseLoadOptions } from './load-options.js';
import { parseManifest } from '../manifest.js';
import type { ServedModel } from '../served-model.js';

/** All but `infer`, which is answered without a detour. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Version of every loaded model. */
export const ONLY_VERSION = '1';
/** What gRPC has, too, and what HTTP has alone. */
export const EXTENSIONS = ['model_configuration', 'statistics'];
const OVER_HTTP = ['binary_tensor_data', 'model_repository', 'generate', 'sluice_worker'];

/** Answers every request of the protocol but `infer`. `path` is what follows "/v2", split at slashes. */
export async function answerProtocol(
  worker: InferenceWorker,
  method: string,
  path: readonly string[],
  body: Buffer,
): Promise<Answer> {
  const [first, second, third, fourth] = path;
  if (method === 'GET') {
    if (first === undefined) return ok({ name: 'sluice', version: VERSION, extensions: [...OVER_HTTP, ...EXTENSIONS] });
    if (first === 'worker' && second === undefined) return ok(worker.report());
    if (first === 'models' && second === 'stats') return ok({ model_stats: worker.all().map(statisticsOf) });
    if (first === 'models' && second !== undefined) return answerModel(worker.model(second), withoutVersion(path));
  }
  if (method === 'POST' && first === 'repository') {
    if (second === 'index') return ok(indexOf(worker, body));
    if (second === 'models' && third !== undefined && fourth === 'load') {
      const { manifest, ...options } = parametersOf(body);
      await worker.load(third, parseManifest(manifest), parseLoadOptions(options));
      return ok({});
    }
    if (second === 'models' && third !== undefined && fourth === 'unload') {
      await worker.unload(third);
      return ok({});
    }
  }
  throw new NotFoundError('resource', `${method} /v2/${path.join('/')}`, 'GET /v2 tells what this server speaks.');
}

/** models/m/versions/1/ready as models/m/ready. @throws {NotFoundError} for another version than 1 */
export function withoutVersion(path: readonly string[]): readonly string[] {
  if (path[2] !== 'versions') return path;
  assertOnlyVersion(path[3] ?? '');
  return [...path.slice(0, 2), ...path.slice(4)];
}

/** @throws {NotFoundError} for another version than the one that there is */
export function assertOnlyVersion(version: string): void {
  if (version === ONLY_VERSION) return;
  throw new NotFoundError(
    'version',
    version,
    `A loaded model has the version ${ONLY_VERSION} alone: each model version is a model of its own.`,
  );
}

function answerModel(model: ServedModel, path: readonly string[]): Answer {
  switch (path[2]) {
    case undefined:
      return ok(metadataOf(model));
    case 'ready':
      return model.state === 'READY'
        ? ok({ name: model.name, ready: true })
        : { status: 503, body: { name: model.name, ready: false } };
    case 'stats':
      return ok({ model_stats: [statisticsOf(model)] });
    case 'config':
      return ok(configurationOfLoaded(model));
    default:
      throw new NotFoundError('resource', `/v2/${path.join('/')}`, 'GET /v2 tells what this server speaks.');
  }
}

function metadataOf(model: ServedModel): object {
  const { inputs, outputs, batching, device, generation } = loadedOf(model);
  return {
    name: model.name,
    versions: [ONLY_VERSION],
    platform: PLATFORM,
    inputs,
    outputs,
    parameters: {
      max_batch_rows: batching.maxRows,
      unbatched_reason: batching.reason,
      device: device.effective,
      ...(generation && {
        max_sequences: generation.maxSequences,
        max_cached_tokens: generation.maxCachedTokens,
        cache_bytes: generation.cacheBytes,
        uncached_reason: generation.uncachedReason,
      }),
    },
  };
}

/** What a lane told of a model. @throws {InvalidInputError} when none has loaded it */
export function loadedOf({ name, loaded, reason, state }: ServedModel): LoadedModel {
  if (loaded) return loaded;
  throw new InvalidInputError(`"${name}" is ${state === 'LOADING' ? 'being loaded' : `unavailable. ${reason}`}`);
}

/** @throws {InvalidInputError} when no lane has loaded it */
export function configurationOfLoaded(model: ServedModel): ModelConfiguration {
  const { inputs, outputs, batching } = loadedOf(model);
  return configurationOf({
    name: model.name,
    version: Number(ONLY_VERSION),
    inputs,
    outputs,
    maxRows: batching.maxRows,
  });
}

export function statisticsOf(model: ServedModel): ModelStatisticsReport {
  return model.statistics.toJson(model.name);
}

function indexOf(worker: InferenceWorker, body: Buffer): object[] {
  const { ready } = body.length > 0 ? (parseJson(body) as { ready?: boolean }) : {};
  return worker
    .all()
    .filter(({ state }) => ready !== true || state === 'READY')
    .map(({ name, state, reason }) => ({ name, version: ONLY_VERSION, state, reason }));
}

function parametersOf(body: Buffer): Record<string, unknown> {
  const request = body.length > 0 ? (parseJson(body) as { parameters?: Record<string, unknown> } | null) : null;
  return request?.parameters ?? {};
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}
