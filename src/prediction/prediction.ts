import { Field, Float, ID, InterfaceType, ObjectType } from 'type-graphql';
import { Node } from '../graph/interfaces.js';
import { GraphQLDateTime } from '../graph/scalars.js';
import { RouteRole } from '../releases/deployments/route.js';
import { Tensor } from './tensors/tensor.js';

@ObjectType({ description: 'Which deployment a prediction went through.' })
export class PredictionRoute {
  deploymentId!: string;
  releaseId!: string | null;

  @Field(() => RouteRole, { description: 'What the version that answered did there.' })
  role!: RouteRole;
}

@ObjectType({ description: 'What was asked. Kept as long as the record of the prediction.' })
export class PredictionContent {
  @Field(() => String, { nullable: true, description: 'The text; null for tensors.' })
  text!: string | null;

  @Field(() => String, { nullable: true, description: 'The second text of a pair; null for a text alone.' })
  pair!: string | null;

  @Field(() => [Tensor], { nullable: true, description: 'The tensors; null for a text.' })
  tensors!: Tensor[] | null;
}

@InterfaceType('Prediction', {
  implements: [Node],
  description: 'One answer of a model, with the way back to why it is what it is.',
})
export abstract class Prediction extends Node {
  projectId!: string;
  modelVersionId!: string;

  @Field(() => ID, { description: 'TypeID: typed, sortable by time of creation, unique.' })
  override id!: string;

  @Field(() => GraphQLDateTime, { description: 'When it was answered.' })
  at!: Date;

  @Field(() => PredictionRoute, {
    nullable: true,
    description: 'The deployment it went through; null when a version was asked for directly.',
  })
  route!: PredictionRoute | null;

  @Field(() => PredictionContent, { nullable: true, description: 'What was asked; null when inputs are not kept.' })
  input!: PredictionContent | null;

  @Field(() => Float, {
    description:
      'Milliseconds from the gateway’s request to the worker until its answer; the items of one request share it.',
  })
  latencyMs!: number;
}
