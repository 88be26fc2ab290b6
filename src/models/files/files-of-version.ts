import type { RequestContext } from '../../access/context.js';
import { ModelFile } from './model-file.entity.js';

/** Files of each version, by path. */
export async function filesOfVersion(context: RequestContext, versionIds: readonly string[]): Promise<ModelFile[][]> {
  const query = context.db.getRepository(ModelFile).createQueryBuilder('file');
  const rows = await query
    .where('file.modelVersionId IN (:...versionIds)', { versionIds })
    .orderBy('file.path')
    .getMany();
  const byVersion = Map.groupBy(rows, (file) => file.modelVersionId);
  return versionIds.map((id) => byVersion.get(id) ?? []);
}
