import { Field, ObjectType } from 'type-graphql';
import { DatasetVersion } from '../../datasets/versions/dataset-version.entity.js';
import { ModelVersion } from '../../models/versions/model-version.entity.js';
import { MetricChange } from './metric-change.js';

@ObjectType({ description: 'A setting that two versions were made with differently.' })
export class SettingChange {
  @Field(() => String, { description: 'Name of the setting.' })
  setting!: string;

  @Field(() => String, { nullable: true, description: "The baseline's; null when it has none." })
  baseline!: string | null;

  @Field(() => String, { nullable: true, description: "The candidate's; null when it has none." })
  candidate!: string | null;
}

@ObjectType({ description: 'Two model versions on rows that both were measured on.' })
export class ModelComparison {
  @Field(() => ModelVersion, { description: 'The version to compare with.' })
  baseline!: ModelVersion;

  @Field(() => ModelVersion, { description: 'The version that is compared.' })
  candidate!: ModelVersion;

  @Field(() => DatasetVersion, {
    nullable: true,
    description: 'The dataset version that both were measured on; null when there is none.',
  })
  datasetVersion!: DatasetVersion | null;

  @Field(() => String, { nullable: true, description: 'The split that both were measured on.' })
  split!: string | null;

  @Field(() => [MetricChange], { description: 'Empty when no evaluation is shared: start one.' })
  metrics!: MetricChange[];

  @Field(() => Boolean, { description: 'Whether both take and give the same tensors and labels.' })
  sameSignature!: boolean;

  @Field(() => [SettingChange], { description: 'Settings that differ, by name.' })
  settings!: SettingChange[];
}
