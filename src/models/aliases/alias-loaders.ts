import type { RequestContext } from '../../access/context.js';
import { ModelAlias } from './model-alias.entity.js';

export async function aliasesOfModel(context: RequestContext, modelIds: readonly string[]): Promise<ModelAlias[][]> {
  const query = context.db.getRepository(ModelAlias).createQueryBuilder('alias');
  const rows = await query.where('alias.modelId IN (:...modelIds)', { modelIds }).orderBy('alias.name').getMany();
  const byModel = Map.groupBy(rows, (alias) => alias.modelId);
  return modelIds.map((id) => byModel.get(id) ?? []);
}

export async function aliasesOfVersion(
  context: RequestContext,
  versionIds: readonly string[],
): Promise<ModelAlias[][]> {
  const query = context.db.getRepository(ModelAlias).createQueryBuilder('alias');
  const rows = await query
    .where('alias.modelVersionId IN (:...versionIds)', { versionIds })
    .orderBy('alias.name')
    .getMany();
  const byVersion = Map.groupBy(rows, (alias) => alias.modelVersionId);
  return versionIds.map((id) => byVersion.get(id) ?? []);
}
