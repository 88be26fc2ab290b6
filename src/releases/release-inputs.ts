import { Field, ID, InputType } from 'type-graphql';
import { KEY_DESCRIPTION } from '../access/changes/change.js';
import { OneOf } from '../graph/one-of.js';
import { GraphQLDuration, GraphQLRef } from '../graph/scalars.js';
import { ServingSettingsInput } from '../inference/presence/serving-settings.js';

@InputType({ description: 'An environment to make.' })
export class CreateEnvironmentInput {
  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;

  @Field(() => String, { description: 'Unique name in the project: "production".' })
  name!: string;
}

@InputType({ description: 'All predictions move to the version as soon as every inference worker has loaded it.' })
export class AllAtOnceInput {
  @Field(() => GraphQLDuration, {
    defaultValue: 'PT10S',
    description:
      'How long the version that served before stays loaded, for requests under way and for a quick way back.',
  })
  drain!: string;
}

@OneOf()
@InputType({ description: 'How the version takes over: exactly one of these.' })
export class ReleaseStrategyInput {
  @Field(() => AllAtOnceInput, { nullable: true, description: 'All predictions at once.' })
  allAtOnce?: AllAtOnceInput;
}

@InputType({
  description: 'A model on an inference server of others. It is loaded there already, and keeps its signature.',
})
export class ServerModelInput {
  @Field(() => String, { description: 'Name of the server in INFERENCE_SERVERS.' })
  name!: string;

  @Field(() => String, { description: 'Name of the model there.' })
  model!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Version of the model there; the server chooses when it is left out.',
  })
  modelVersion?: string | null;
}

@InputType({ description: 'A version to release into an environment.' })
export class StartReleaseInput {
  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;

  @Field(() => String, { description: 'Name of the environment.' })
  environment!: string;

  @Field(() => GraphQLRef, { description: 'The version that shall serve.' })
  modelVersion!: string;

  @Field(() => ReleaseStrategyInput, { description: 'How it takes over.' })
  strategy!: ReleaseStrategyInput;

  @Field(() => ServerModelInput, {
    nullable: true,
    description: 'What answers for the version; our own inference workers when it is left out.',
  })
  server?: ServerModelInput | null;

  @Field(() => ServingSettingsInput, {
    nullable: true,
    description:
      'How our own inference workers serve the version, wherever it serves; as they see fit when it is left out.',
  })
  serving?: ServingSettingsInput | null;

  @Field(() => GraphQLRef, {
    nullable: true,
    description: 'What must be serving now; anything else fails with CONFLICT.',
  })
  expectedVersion?: string | null;

  @Field(() => GraphQLDuration, {
    defaultValue: 'PT5M',
    description: 'How long the version may take to become ready; the release fails after that.',
  })
  maxDuration!: string;

  @Field(() => String, { nullable: true, description: 'Why, for people who read the history.' })
  reason?: string | null;
}

@InputType({ description: 'A release to act on.' })
export class ReleaseActionInput {
  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;

  @Field(() => ID, { description: 'Id of the release.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Why, for people who read the history.' })
  reason?: string | null;
}
