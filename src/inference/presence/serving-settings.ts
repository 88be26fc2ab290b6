import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { GraphQLDuration } from '../../graph/scalars.js';
import { durationToMs, msToDuration } from '../../lib/durations.js';
import { InvalidInputError } from '../../lib/errors.js';
import type { Device } from '../../onnx/runtime/session.js';
import {
  DEFAULT_SETTINGS,
  LONGEST_BATCH_WAIT_MS,
  MOST_BATCH_ROWS,
  type ServingSettings as Settings,
} from '../protocol/serving-settings.js';

enum InferenceDevice {
  CUDA = 'cuda',
  WEBGPU = 'webgpu',
  CPU = 'cpu',
}

registerEnumType(InferenceDevice, {
  name: 'InferenceDevice',
  description: 'What a model can run on.',
  valuesConfig: {
    CUDA: { description: 'A GPU of NVIDIA, where its libraries are installed.' },
    WEBGPU: { description: 'Any GPU that WebGPU reaches.' },
    CPU: { description: 'The processor; tried last in any case.' },
  },
});

const ROWS = `Most rows that a worker runs together, 1 to ${MOST_BATCH_ROWS}`;
const WAIT = `How long an idle worker waits for further rows, at most ${LONGEST_BATCH_WAIT_MS} ms`;
const DEVICES = 'Devices in order of preference';

@ObjectType({ description: 'How inference workers were asked to serve a version.' })
export class ServingSettings {
  @Field(() => Int, { nullable: true, description: `${ROWS}; null lets it measure what is worthwhile.` })
  maxBatchRows!: number | null;

  @Field(() => GraphQLDuration, { description: `${WAIT}; PT0S runs what is there.` })
  maxBatchWait!: string;

  @Field(() => [InferenceDevice], { nullable: true, description: `${DEVICES}; null for those of the worker.` })
  devices!: readonly Device[] | null;

  static of({ maxBatchRows, maxBatchWaitMs, devices }: Settings): ServingSettings {
    return Object.assign(new ServingSettings(), {
      maxBatchRows,
      maxBatchWait: msToDuration(maxBatchWaitMs),
      devices,
    });
  }
}

@InputType({ description: 'How inference workers are to serve a version. The query `workers` tells how they do.' })
export class ServingSettingsInput {
  @Field(() => Int, {
    nullable: true,
    description: `${ROWS}; what was measured as worthwhile when it is left out. Rows that depend on their neighbours run one by one whatever it says.`,
  })
  maxBatchRows?: number | null;

  @Field(() => GraphQLDuration, { nullable: true, description: `${WAIT}; it runs what is there when it is left out.` })
  maxBatchWait?: string | null;

  @Field(() => [InferenceDevice], {
    nullable: true,
    description: `${DEVICES}; those of the worker when it is left out. One that does not work is passed over.`,
  })
  devices?: InferenceDevice[] | null;
}

/** @throws {InvalidInputError} beyond the bounds */
export function settingsOf({ maxBatchRows, maxBatchWait, devices }: ServingSettingsInput): Settings {
  const path = ['input', 'serving'];
  const rows = maxBatchRows ?? null;
  if (rows !== null && (rows < 1 || rows > MOST_BATCH_ROWS))
    throw new InvalidInputError(`maxBatchRows is 1 to ${MOST_BATCH_ROWS}, not ${rows}.`, [...path, 'maxBatchRows']);
  const maxBatchWaitMs = maxBatchWait == null ? DEFAULT_SETTINGS.maxBatchWaitMs : durationToMs(maxBatchWait);
  if (maxBatchWaitMs > LONGEST_BATCH_WAIT_MS)
    throw new InvalidInputError(
      `maxBatchWait is at most ${LONGEST_BATCH_WAIT_MS} ms, not ${maxBatchWaitMs}: every request on an idle worker waits so long.`,
      [...path, 'maxBatchWait'],
    );
  if (devices?.length === 0)
    throw new InvalidInputError('Name a device, or leave devices out for those of the worker.', [...path, 'devices']);
  return { maxBatchRows: rows, maxBatchWaitMs, devices: devices ?? null };
}
