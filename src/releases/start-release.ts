import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.entity.js';
import { Refusal } from '../access/changes/change.js';
import { ConflictError, InvalidInputError } from '../lib/errors.js';
import type { ServingSettings } from '../inference/protocol/serving-settings.js';
import { newId } from '../lib/ids.js';
import { recordLineage } from '../lineage/record-lineage.js';
import { LineageKind } from '../lineage/lineage-step.entity.js';
import type { ModelVersion } from '../models/versions/model-version.entity.js';
import { Model, ModelTask } from '../models/model.entity.js';
import { resolveModelVersion } from '../models/versions/resolve-model-version.js';
import { appendLedger } from './deployments/append-ledger.js';
import { findEnvironment } from './environments/create-environment.js';
import { Deployment } from './deployments/deployment.entity.js';
import { LedgerChange } from './deployments/ledger-entry.entity.js';
import { appendReleaseEvent } from './release-event.js';
import { ReleaseInProgress } from './release-refusals.js';
import { ReleaseState } from './release-state.js';
import { type AllAtOnceSettings, Release, ReleaseStrategy } from './release.entity.js';
import { type ServerModel, stableVersionId } from './deployments/route.js';

export interface ReleaseStart {
  environment: string;
  modelVersion: string;
  settings: AllAtOnceSettings;
  /** What answers for the version; our own workers when null. */
  server: ServerModel | null;
  /** How our own workers serve the version; null leaves it to them. */
  serving: ServingSettings | null;
  /** What must be serving now. */
  expectedVersion: string | null;
  /** How long the version may take to become ready. */
  maxDurationMs: number;
  reason: string | null;
}

/**
 * Starts the way of a version into an environment; a gateway then prepares and promotes it. Locks the deployment, so two
 * releases of a model cannot be under way at once.
 * @throws {Refusal} with ReleaseInProgress when another release of the model is being prepared there
 * @throws {InvalidInputError} for a serving setting that the version has no use for
 * @throws {ConflictError} when something else than `expectedVersion` serves
 */
export async function startRelease(tx: EntityManager, actor: Actor, start: ReleaseStart, now: Date): Promise<Release> {
  const environment = await findEnvironment(tx, actor.projectId, start.environment);
  const version = await resolveModelVersion(tx, actor.projectId, start.modelVersion);
  if (version.archivedAt)
    throw new ConflictError(`${start.modelVersion} is archived. Release a version that is in use.`);
  if (start.serving) await assertServable(tx, version, start.serving);
  const deployment = await lockDeployment(tx, environment.id, version, now);
  const newest = deployment.newestReleaseId
    ? await tx.findOneByOrFail(Release, { id: deployment.newestReleaseId })
    : null;
  if (newest?.state === ReleaseState.PREPARING) throw new Refusal(ReleaseInProgress.of(newest));
  const serving = stableVersionId(deployment.routes);
  if (start.expectedVersion !== null) await assertServing(tx, actor, start.expectedVersion, serving);

  const release = tx.create(Release, {
    id: newId('release'),
    projectId: actor.projectId,
    deploymentId: deployment.id,
    modelVersionId: version.id,
    previousVersionId: serving,
    server: start.server,
    serving: start.serving,
    previousServer: deployment.routes[0]?.server ?? null,
    strategy: ReleaseStrategy.ALL_AT_ONCE,
    settings: start.settings,
    state: ReleaseState.PREPARING,
    reason: start.reason,
    startedById: actor.id,
    createdAt: now,
    finishedAt: null,
    outcome: null,
    deadlineAt: new Date(now.getTime() + start.maxDurationMs),
    leasedUntil: null,
    unloadPreviousAt: null,
  });
  await tx.insert(Release, release);
  await tx.update(Deployment, { id: deployment.id }, { newestReleaseId: release.id });
  await appendLedger(tx, { deployment, releaseId: release.id, actorId: actor.id, change: LedgerChange.STARTED, now });
  await appendReleaseEvent(tx, release, LedgerChange.STARTED);
  await recordReleaseLineage(tx, release, version, environment.name);
  return release;
}

/** @throws {InvalidInputError} for a setting that the version's task has no use for */
async function assertServable(tx: EntityManager, { modelId }: ModelVersion, serving: ServingSettings): Promise<void> {
  const { task } = await tx.findOneByOrFail(Model, { id: modelId });
  if (task === ModelTask.LANGUAGE_MODEL && (serving.maxBatchRows !== null || serving.maxBatchWaitMs > 0))
    throw new InvalidInputError(
      'A language model generates texts together as they come: of the serving settings it takes "devices" alone.',
      ['input', 'serving'],
    );
}

async function lockDeployment(
  tx: EntityManager,
  environmentId: string,
  version: ModelVersion,
  now: Date,
): Promise<Deployment> {
  const { modelId, projectId } = version;
  await tx
    .createQueryBuilder()
    .insert()
    .into(Deployment)
    .values({
      id: newId('deployment'),
      projectId,
      environmentId,
      modelId,
      routes: [],
      newestReleaseId: null,
      createdAt: now,
    })
    .orIgnore()
    .execute();
  return tx.findOneOrFail(Deployment, { where: { environmentId, modelId }, lock: { mode: 'pessimistic_write' } });
}

async function assertServing(
  tx: EntityManager,
  actor: Actor,
  expectedRef: string,
  serving: string | null,
): Promise<void> {
  const expected = await resolveModelVersion(tx, actor.projectId, expectedRef);
  if (expected.id === serving) return;
  throw new ConflictError(
    `${expectedRef} is not what serves now${serving ? ` (${serving} does)` : ': nothing does'}. Read the deployment and decide again.`,
  );
}

async function recordReleaseLineage(
  tx: EntityManager,
  release: Release,
  version: ModelVersion,
  environment: string,
): Promise<void> {
  const model = await tx.findOneByOrFail(Model, { id: version.modelId });
  await recordLineage(tx, {
    projectId: release.projectId,
    kind: LineageKind.RELEASE,
    at: release.createdAt,
    actorId: release.startedById,
    summary: `Released ${model.name}@${version.number} to ${environment}.`,
    reproducible: true,
    inputIds: [version.id],
    outputId: null,
    subjectId: release.id,
  });
}
