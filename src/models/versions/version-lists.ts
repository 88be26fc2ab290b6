import { ArgsType, Field, InputType } from 'type-graphql';
import { ConnectionArgs, connectionOf } from '../../graph/connection.js';
import type { ChildList } from '../../graph/page-loader.js';
import { TagInput } from '../../graph/tag.js';
import { LineageKind } from '../../lineage/lineage-step.entity.js';
import { ModelVersion } from './model-version.entity.js';
import { ModelVersionOrder, versionOrder } from './version-order.js';

export const ModelVersionConnection = connectionOf('ModelVersion', () => ModelVersion);

@InputType({ description: 'Which versions to list; all of these hold at once.' })
export class ModelVersionFilter {
  @Field(() => Boolean, { nullable: true, description: 'Only archived ones, or only those in use.' })
  archived?: boolean | null;

  @Field(() => String, { nullable: true, description: 'Only the one that this alias points to.' })
  alias?: string | null;

  @Field(() => TagInput, { nullable: true, description: 'Only those with this tag.' })
  tag?: TagInput | null;

  @Field(() => LineageKind, { nullable: true, description: 'Only those made in this way.' })
  origin?: LineageKind | null;
}

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
