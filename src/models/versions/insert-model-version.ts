import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { type Tag, checkedTags } from '../../graph/tag.js';
import { ConflictError, InvalidInputError } from '../../lib/errors.js';
import { newId } from '../../lib/ids.js';
import { ModelFile, ModelFileRole } from '../files/model-file.entity.js';
import { ModelVersion, type VersionOrigin } from './model-version.entity.js';
import { Model } from '../model.entity.js';
import type { ModelSignature } from './signature.js';

export interface NewFile {
  path: string;
  role: ModelFileRole;
  digest: string;
  sizeBytes: number;
}

export interface NewModelVersion {
  modelId: string;
  files: NewFile[];
  signature: ModelSignature;
  parameterCount: number | bigint;
  origin: VersionOrigin;
  settings?: Record<string, string>;
  tags?: Tag[];
  actorId: string;
  now: Date;
}

/** Adds a version with the next number of its model. The files are in the blob store already. Locks the model's row. */
export async function insertModelVersion(tx: EntityManager, given: NewModelVersion): Promise<ModelVersion> {
  checkManifest(given.files);
  const model = await tx.findOneOrFail(Model, { where: { id: given.modelId }, lock: { mode: 'pessimistic_write' } });
  if (model.archivedAt)
    throw new ConflictError(
      `The model "${model.name}" is archived. Bring it back with updateModel(archived: false) first.`,
    );
  const number = model.latestVersionNumber + 1;
  await tx.update(Model, { id: model.id }, { latestVersionNumber: number });
  const version = tx.create(ModelVersion, {
    id: newId('modelversion'),
    projectId: model.projectId,
    modelId: model.id,
    number,
    digest: manifestDigest(given.files),
    sizeBytes: BigInt(given.files.reduce((sum, file) => sum + file.sizeBytes, 0)),
    parameterCount: BigInt(given.parameterCount),
    signature: given.signature,
    tags: checkedTags(given.tags ?? []),
    origin: given.origin,
    settings: given.settings ?? {},
    createdAt: given.now,
    createdById: given.actorId,
    archivedAt: null,
  });
  await tx.insert(ModelVersion, version);
  await tx.insert(
    ModelFile,
    given.files.map((file) => ({
      ...file,
      id: newId('modelfile'),
      modelVersionId: version.id,
      sizeBytes: BigInt(file.sizeBytes),
    })),
  );
  return version;
}

/** Digest of a version: that of its file list, sorted by path, as JSON. */
export function manifestDigest(files: readonly NewFile[]): string {
  const lines = files
    .map(({ path, role, digest }) => [path, role, digest])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return `sha256:${createHash('sha256').update(JSON.stringify(lines)).digest('hex')}`;
}

function checkManifest(files: readonly NewFile[]): void {
  const path = ['input', 'files'];
  const models = files.filter(({ role }) => role === ModelFileRole.MODEL);
  if (models.length !== 1)
    throw new InvalidInputError(
      `A model version has exactly one file of the role MODEL, and ${models.length} were given.`,
      path,
    );
  for (const file of files) {
    if (!/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(file.path)) {
      throw new InvalidInputError(
        `"${file.path}" is not a path of a model file. Use letters, digits, ".", "_", "-" and "/".`,
        path,
      );
    }
  }
  if (new Set(files.map((file) => file.path)).size !== files.length)
    throw new InvalidInputError('Two files have the same path.', path);
}
