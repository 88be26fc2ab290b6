import { ArgsType, Field } from 'type-graphql';
import { connectionOf, ForwardConnectionArgs } from '../graph/connection.js';
import { newestFirst } from '../graph/paginate.js';
import type { ChildList } from '../graph/page-loader.js';
import { GraphQLRef } from '../graph/scalars.js';
import { Evaluation } from './evaluation.entity.js';

export const EvaluationConnection = connectionOf('Evaluation', () => Evaluation);

@ArgsType()
export class EvaluationsArgs extends ForwardConnectionArgs {
  @Field(() => GraphQLRef, { nullable: true, description: 'Only on this dataset version.' })
  datasetVersion?: string | null;

  @Field(() => String, { nullable: true, description: 'Only on this split.' })
  split?: string | null;
}

/** Evaluations of a model version, newest first. `datasetVersion` is an id here. */
export const evaluationsOfVersion: ChildList<Evaluation, EvaluationsArgs> = {
  entity: Evaluation,
  alias: 'evaluation',
  parentColumn: 'evaluation.model_version_id',
  order: newestFirst('evaluation'),
  restrict: (query, { datasetVersion, split }) => {
    if (datasetVersion != null) query.andWhere('evaluation.datasetVersionId = :datasetVersion', { datasetVersion });
    if (split != null) query.andWhere('evaluation.split = :split', { split });
  },
};
