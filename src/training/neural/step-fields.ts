import { Field, Float, Int } from 'type-graphql';

/**
 * A field that neural trainings have in common, of their input; of their settings below.
 * @param rows what a step reads
 */
export function batchSizeInput(defaultValue: number, rows = 'Rows of text'): PropertyDecorator {
  return Field(() => Int, { defaultValue, description: `${rows} that a step reads, 1 to 1,024.` });
}

export function batchSizeSetting(rows = 'Rows of text'): PropertyDecorator {
  return Field(() => Int, { description: `${rows} that a step reads.` });
}

const CLIP_NORM = 'Longest that all gradients of a step may be together';

export function clipNormInput(defaultValue: number): PropertyDecorator {
  return Field(() => Float, { defaultValue, description: `${CLIP_NORM}, above 0; longer ones are shortened.` });
}

export function clipNormSetting(): PropertyDecorator {
  return Field(() => Float, { description: `${CLIP_NORM}.` });
}

export function threadsInput(defaultValue: number): PropertyDecorator {
  return Field(() => Int, {
    defaultValue,
    description: 'Threads, 1 to 64. One gives the same version each time; more do so within rounding.',
  });
}

export function threadsSetting(): PropertyDecorator {
  return Field(() => Int, { description: 'Threads. One gives the same version each time.' });
}
