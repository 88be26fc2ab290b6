import { type EntityManager, IsNull } from 'typeorm';
import { InvalidInputError, NotFoundError } from '../../lib/errors.js';
import { isId } from '../../lib/ids.js';
import { ModelAlias } from '../aliases/model-alias.entity.js';
import { ModelVersion } from './model-version.entity.js';
import { Model } from '../model.entity.js';

/** The version that a reference names: an id, "spam-filter@7", "spam-filter@champion" or "spam-filter@latest", the newest that is not archived. Null when there is none. */
export async function findModelVersion(
  db: EntityManager,
  projectId: string,
  ref: string,
): Promise<ModelVersion | null> {
  if (isId(ref, 'modelversion')) return db.findOneBy(ModelVersion, { id: ref, projectId });
  const [name = '', which] = ref.split('@');
  if (which === undefined) {
    throw new InvalidInputError(
      `"${ref}" names no model version. Write an id, "${name}@7", "${name}@latest" or "${name}@alias".`,
      ['ref'],
    );
  }
  const model = await db.findOneBy(Model, { projectId, name });
  if (!model) return null;
  if (which === 'latest')
    return db.findOne(ModelVersion, { where: { modelId: model.id, archivedAt: IsNull() }, order: { number: 'DESC' } });
  if (/^\d+$/.test(which)) return db.findOneBy(ModelVersion, { modelId: model.id, number: Number(which) });
  const alias = await db.findOneBy(ModelAlias, { modelId: model.id, name: which });
  return alias && db.findOneBy(ModelVersion, { id: alias.modelVersionId });
}

/** @throws {NotFoundError} when nothing in the project has that reference */
export async function resolveModelVersion(db: EntityManager, projectId: string, ref: string): Promise<ModelVersion> {
  const version = await findModelVersion(db, projectId, ref);
  if (version) return version;
  throw new NotFoundError(
    'model version',
    ref,
    'List them with the query model(name:) { versions { edges { node { ref } } } }.',
  );
}
