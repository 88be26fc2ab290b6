import { Field, Float, ObjectType, registerEnumType } from 'type-graphql';

export enum HealthVerdict {
  HEALTHY = 'HEALTHY',
  DEGRADED = 'DEGRADED',
  UNHEALTHY = 'UNHEALTHY',
  UNKNOWN = 'UNKNOWN',
}

registerEnumType(HealthVerdict, {
  name: 'HealthVerdict',
  description: 'How well a deployment serves.',
  valuesConfig: {
    HEALTHY: { description: 'Predictions are answered, in time and without errors.' },
    DEGRADED: { description: 'Predictions are answered, but something is off: see the reasons.' },
    UNHEALTHY: { description: 'Many predictions fail, or none is answered: see the reasons.' },
    UNKNOWN: { description: 'There was no prediction to judge by.' },
  },
});

export enum HealthReasonCode {
  NO_TRAFFIC = 'NO_TRAFFIC',
  LATENCY = 'LATENCY',
  ERRORS = 'ERRORS',
  QUEUE = 'QUEUE',
  NOT_READY = 'NOT_READY',
  WORKER_LOST = 'WORKER_LOST',
}

registerEnumType(HealthReasonCode, {
  name: 'HealthReasonCode',
  description: 'What a verdict rests on.',
  valuesConfig: {
    NO_TRAFFIC: { description: 'No prediction was asked for.' },
    LATENCY: { description: 'Answers take long.' },
    ERRORS: { description: 'Too many predictions fail.' },
    QUEUE: { description: 'Many predictions wait, or none of those that wait is answered.' },
    NOT_READY: { description: 'Predictions found no worker that could take them.' },
    WORKER_LOST: { description: 'A worker died or broke off while it had predictions.' },
  },
});

@ObjectType({ description: 'Why a deployment is not simply healthy.' })
export class HealthReason {
  @Field(() => HealthReasonCode, { description: 'What it is about.' })
  code!: HealthReasonCode;

  @Field(() => String, { description: 'What was seen, in a sentence.' })
  message!: string;

  @Field(() => Float, {
    nullable: true,
    description:
      'The figure that was seen: milliseconds, a share or a count, as the message says; null when there is none.',
  })
  observed!: number | null;

  @Field(() => Float, { nullable: true, description: 'Where it begins to matter; null when any is too many.' })
  threshold!: number | null;
}
