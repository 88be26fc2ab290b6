import { ArgsType, Field } from 'type-graphql';
import { ConnectionArgs, connectionOf } from '../graph/connection.js';
import type { ChildList } from '../graph/page-loader.js';
import { type ListOrder } from '../graph/paginate.js';
import { ModelVersionFilter, ModelVersionOrder, ModelVersionOrderField, OrderDirection } from './model-inputs.js';
import { ModelVersion } from './model-version.entity.js';
import { Model } from './model.entity.js';

export const ModelConnection = connectionOf('Model', () => Model);
export const ModelVersionConnection = connectionOf('ModelVersion', () => ModelVersion);

@ArgsType()
export class ModelVersionsArgs extends ConnectionArgs {
  @Field(() => ModelVersionFilter, { nullable: true, description: 'Which versions; all of them when left out.' })
  filter?: ModelVersionFilter | null;

  @Field(() => ModelVersionOrder, { nullable: true, description: 'Newest first when left out.' })
  orderBy?: ModelVersionOrder | null;
}

/** Versions of a model. */
export const versionsOfModel: ChildList<ModelVersion, ModelVersionsArgs> = {
  entity: ModelVersion,
  alias: 'version',
  parentColumn: 'version.model_id',
  order: ({ orderBy }) => versionOrder(orderBy ?? null),
  restrict: (query, { filter }) => {
    if (filter?.archived != null) query.andWhere(`version.archived_at IS ${filter.archived ? 'NOT NULL' : 'NULL'}`);
    if (filter?.tag) query.andWhere('version.tags @> :tag::jsonb', { tag: JSON.stringify([filter.tag]) });
    if (filter?.alias) {
      query.andWhere('EXISTS (SELECT FROM model_alias WHERE model_version_id = version.id AND name = :alias)', {
        alias: filter.alias,
      });
    }
    if (filter?.origin) {
      query.andWhere('EXISTS (SELECT FROM lineage_step WHERE output_id = version.id AND kind = :origin)', {
        origin: filter.origin,
      });
    }
  },
};

/** Versions that were made from a version or from a dataset version. */
export const versionsMadeFrom: ChildList<ModelVersion> = {
  entity: ModelVersion,
  alias: 'version',
  parentColumn: 'step.input_id',
  order: { columns: ['version.id'], key: ({ id }) => [id], direction: 'DESC' },
  restrict: (query) => {
    // The parents' ids are bound by the page loader; naming them here lets Postgres use the index of input_ids.
    const steps =
      '(SELECT output_id, unnest(input_ids) AS input_id FROM lineage_step WHERE input_ids && ARRAY[:...pageParents])';
    query.innerJoin(steps, 'step', 'step.output_id = version.id');
  },
};

function versionOrder(orderBy: ModelVersionOrder | null): ListOrder<ModelVersion> {
  const direction = orderBy?.direction ?? OrderDirection.DESC;
  if (orderBy?.field === ModelVersionOrderField.SIZE) {
    return {
      columns: ['version.size_bytes', 'version.number'],
      key: (row) => [Number(row.sizeBytes), row.number],
      direction,
    };
  }
  return { columns: ['version.number'], key: ({ number }) => [number], direction };
}
