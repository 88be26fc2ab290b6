import type { EntityManager } from 'typeorm';
import { ModelFile, type ModelFileRole } from '../files/model-file.entity.js';
import { ModelVersion } from './model-version.entity.js';
import { Model, type ModelTask } from '../model.entity.js';
import type { ModelSignature } from './signature.js';

/** All that a gateway needs to ask a worker for answers of a version and to read them. */
export interface ServableVersion {
  id: string;
  projectId: string;
  /** Name of its model, and its number there. */
  model: string;
  number: number;
  task: ModelTask;
  signature: ModelSignature;
  files: { path: string; role: ModelFileRole; digest: string; sizeBytes: number }[];
}

/** Versions by id, in three statements for any number of them. */
export async function loadServableVersions(
  db: EntityManager,
  ids: readonly string[],
): Promise<Map<string, ServableVersion>> {
  if (ids.length === 0) return new Map();
  const versions = await db
    .createQueryBuilder(ModelVersion, 'version')
    .where('version.id IN (:...ids)', { ids })
    .getMany();
  const files = await db
    .createQueryBuilder(ModelFile, 'file')
    .where('file.modelVersionId IN (:...ids)', { ids })
    .getMany();
  const modelIds = [...new Set(versions.map(({ modelId }) => modelId))];
  const models =
    modelIds.length > 0
      ? await db.createQueryBuilder(Model, 'model').where('model.id IN (:...modelIds)', { modelIds }).getMany()
      : [];
  const modelOf = new Map(models.map((model) => [model.id, model]));
  const filesOf = Map.groupBy(files, ({ modelVersionId }) => modelVersionId);
  return new Map(
    versions.map(({ id, projectId, modelId, number, signature }) => [
      id,
      {
        id,
        projectId,
        model: modelOf.get(modelId)!.name,
        number,
        task: modelOf.get(modelId)!.task,
        signature,
        files: (filesOf.get(id) ?? []).map(({ path, role, digest, sizeBytes }) => ({
          path,
          role,
          digest,
          sizeBytes: Number(sizeBytes),
        })),
      },
    ]),
  );
}
