import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { GraphQLBigInt } from '../../graph/scalars.js';
import { ServingSettings } from './serving-settings.js';

export enum ServedModelState {
  LOADING = 'LOADING',
  READY = 'READY',
  UNAVAILABLE = 'UNAVAILABLE',
}

registerEnumType(ServedModelState, {
  name: 'ServedModelState',
  description: 'Whether an inference worker answers with a model.',
  valuesConfig: {
    LOADING: { description: 'No lane has loaded it yet.' },
    READY: { description: 'A lane has loaded it and tried it.' },
    UNAVAILABLE: { description: 'It cannot be loaded, or no lane lives long enough.' },
  },
});

@ObjectType({ description: 'Where a model was to run, and where it runs.' })
export class DevicePlacement {
  @Field(() => [String], {
    description: 'Devices that were asked for, in order of preference: "cuda", "webgpu", "cpu".',
  })
  requested!: string[];

  @Field(() => String, { description: 'The first of them that works, or "cpu".' })
  effective!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Why those before it are not used; null when the first that was asked for is.',
  })
  reason!: string | null;
}

@ObjectType({ description: 'A process of an inference worker that runs models, one request or batch at a time.' })
export class InferenceLane {
  modelNames!: string[];

  @Field(() => Int, { description: 'Its number in the worker, from 0.' })
  index!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of the process on its machine; null while it is restarted.',
  })
  processId!: number | null;

  @Field(() => GraphQLBigInt, { description: 'Memory that the process holds, in bytes.' })
  memoryBytes!: number;

  @Field(() => Int, { description: 'Processes that died here.' })
  restartCount!: number;

  @Field(() => Int, { description: 'Processes that were replaced because an unload did not give their memory back.' })
  recycleCount!: number;
}

@ObjectType({ description: 'A version as an inference worker serves it.' })
export class ServedModel {
  name!: string;

  @Field(() => ServedModelState, { description: 'Whether it answers.' })
  state!: ServedModelState;

  @Field(() => String, { nullable: true, description: 'Why it is unavailable.' })
  reason!: string | null;

  @Field(() => Boolean, {
    description: 'Whether it stays loaded until it is unloaded; another gives way when memory is short.',
  })
  pinned!: boolean;

  @Field(() => GraphQLBigInt, { description: 'Memory that it was expected to take in each lane, in bytes.' })
  predictedMemoryBytes!: number;

  @Field(() => GraphQLBigInt, {
    nullable: true,
    description: 'Memory that it takes in the lane where it takes most, in bytes; null until it is loaded.',
  })
  measuredMemoryBytes!: number | null;

  @Field(() => ServingSettings, {
    description: 'How it was asked to be served; `maxBatchRows` and `device` tell how it is.',
  })
  settings!: ServingSettings;

  @Field(() => Int, { nullable: true, description: 'Most rows that run together; null until it is loaded.' })
  maxBatchRows!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why its rows run one by one; null when they run together, and until it is loaded.',
  })
  unbatchedReason!: string | null;

  @Field(() => DevicePlacement, { nullable: true, description: 'Where it runs; null until it is loaded.' })
  device!: DevicePlacement | null;

  @Field(() => Int, { description: 'Requests that wait for a lane.' })
  queueLength!: number;

  @Field(() => String, {
    nullable: true,
    description:
      'Why a language model runs the whole text again for each token; null when it keeps its cache, and for other models.',
  })
  uncachedReason!: string | null;

  @Field(() => Int, { description: 'Texts that it generates now.' })
  sequenceCount!: number;
}
