import {
  getNamedType,
  getNullableType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
} from 'graphql';
import { InvalidInputError, isDomainError } from '../../lib/errors.js';
import { Draws, drawParameters } from './search/draw-parameters.js';
import { type Dimension, outermostValues, type Parameters, type SettingValue } from './search/space.js';
import { algorithmField, TEACHING_SETTINGS, type TrialBase, trialTraining } from './trials/trial-training.js';
import type { TuningDimensionInput, TuningRangeInput } from './tuning-inputs.js';

const MOST_DIMENSIONS = 32;
const MOST_CHOICES = 100;
/** Drawn to see whether a value goes together with others, and which share of the space a training takes. */
const PROBES = 100;
const LEAST_SHARE = 0.1;

/**
 * The space that a study searches, typed by the input of its algorithm, and by that of its distillation.
 * @throws {InvalidInputError} naming the first setting that there is not, or a value that a training refuses
 */
export function searchSpace(
  schema: GraphQLSchema,
  base: TrialBase,
  inputs: readonly TuningDimensionInput[],
): Dimension[] {
  if (inputs.length < 1 || inputs.length > MOST_DIMENSIONS)
    throw new InvalidInputError(`A space has 1 to ${MOST_DIMENSIONS} settings.`, ['input', 'space']);
  const algorithm = algorithmField(base.training);
  const fields = { ...fieldsOf(schema, algorithm), ...(base.versions?.distillation ? teachingFields(schema) : {}) };
  const space = inputs.map(({ setting, values }, at): Dimension => {
    const refuse = (sentence: string): never => {
      throw new InvalidInputError(`${setting}: ${sentence}`, ['input', 'space', at]);
    };
    const field = fields[setting];
    if (!field) refuse(`there is no such setting. ${algorithm} has ${Object.keys(fields).join(', ')}.`);
    if (inputs.findIndex((other) => other.setting === setting) < at) refuse('it is in the space twice.');
    const { type } = field!;
    if (values.range) return rangeOf(setting, values.range, nameOf(type), refuse);
    const choices = values.numbers
      ? values.numbers.map((number) => checkedNumber(number, nameOf(type), refuse))
      : values.choices!.map((name) => choiceOf(name, type, refuse));
    if (choices.length < 2 || choices.length > MOST_CHOICES || new Set(choices).size !== choices.length)
      refuse(`give 2 to ${MOST_CHOICES} different values.`);
    return { setting, kind: 'choice', choices };
  });
  checkValues(base, space);
  return space;
}

function fieldsOf(schema: GraphQLSchema, algorithm: string) {
  const settings = schema.getType('TrainingSettingsInput') as GraphQLInputObjectType;
  return (getNamedType(settings.getFields()[algorithm]!.type) as GraphQLInputObjectType).getFields();
}

function teachingFields(schema: GraphQLSchema) {
  const fields = (schema.getType('DistillationInput') as GraphQLInputObjectType).getFields();
  return Object.fromEntries(TEACHING_SETTINGS.map((name) => [name, fields[name]!]));
}

function nameOf(type: GraphQLInputType): string {
  return getNamedType(type).name;
}

function rangeOf(
  setting: string,
  { from, to, logarithmic, step }: TuningRangeInput,
  type: string,
  refuse: (sentence: string) => never,
): Dimension {
  checkedNumber(from, type, refuse);
  checkedNumber(to, type, refuse);
  if (!(from < to)) refuse('from is below to.');
  if (logarithmic && !(from > 0)) refuse('a logarithmic range begins above 0.');
  if (step != null && !(step > 0 && step <= to - from)) refuse('step is above 0, and at most the whole range.');
  if (type === 'Int' && step != null && !Number.isInteger(step)) refuse('it is a whole number, and so is its step.');
  return { setting, kind: 'range', from, to, logarithmic, step: step ?? (type === 'Int' ? 1 : null) };
}

function checkedNumber(value: number, type: string, refuse: (sentence: string) => never): number {
  if (type !== 'Int' && type !== 'Float') refuse(`it is no number: give its values as choices.`);
  if (type === 'Int' && !Number.isInteger(value)) refuse(`it is a whole number, and ${value} is none.`);
  return value;
}

function choiceOf(name: string, type: GraphQLInputType, refuse: (sentence: string) => never): SettingValue {
  const named = getNullableType(type);
  if (isEnumType(named)) {
    const found = named.getValue(name);
    return found
      ? (found.value as SettingValue)
      : refuse(
          `"${name}" is none of ${named
            .getValues()
            .map((value) => value.name)
            .join(', ')}.`,
        );
  }
  if (nameOf(type) === 'Boolean') {
    if (name !== 'true' && name !== 'false') refuse(`"${name}" is neither "true" nor "false".`);
    return name === 'true';
  }
  if (isInputObjectType(named)) refuse('it has settings of its own, which are not searched.');
  return refuse('it is a number: give a range or numbers.');
}

/** Refuses values that a training takes neither with the other settings as given nor with any that were drawn from the space. */
function checkValues(base: TrialBase, space: readonly Dimension[]): void {
  const probes = Array.from({ length: PROBES }, (_, at) => drawParameters(space, new Draws(0, at)));
  for (const [at, dimension] of space.entries()) {
    for (const value of outermostValues(dimension)) {
      const pinned = { [dimension.setting]: value };
      const reason = refusalOf(base, pinned);
      if (reason === null || probes.some((probe) => refusalOf(base, { ...probe, ...pinned }) === null)) continue;
      throw new InvalidInputError(`${dimension.setting} ${value}: ${reason}`, ['input', 'space', at]);
    }
  }
  const refusals = probes.flatMap((probe) => refusalOf(base, probe) ?? []);
  if (refusals.length > (1 - LEAST_SHARE) * PROBES)
    throw new InvalidInputError(
      `A training refuses ${refusals.length} of ${PROBES} settings drawn from the space: ${refusals[0]} Choose values that go together.`,
      ['input', 'space'],
    );
}

function refusalOf(base: TrialBase, parameters: Parameters): string | null {
  try {
    trialTraining(base, parameters);
    return null;
  } catch (error) {
    if (isDomainError(error)) return error.message;
    throw error;
  }
}
