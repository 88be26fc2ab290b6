import { describe, expect, test } from '@jest/globals';
import {
  type GraphQLNamedType,
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { Arg, Field, InputType, Query, Resolver } from 'type-graphql';
import { buildGatewaySchema, printGatewaySchema } from '../../src/api/schema.js';
import { OneOf } from '../../src/graph/one-of.js';
import { RESOLVERS } from '../../src/resolvers.js';

@OneOf()
@InputType({ description: 'One of two.' })
class ChoiceInput {
  @Field(() => String, { nullable: true, description: 'First.' })
  a?: string;

  @Field(() => String, { nullable: true, description: 'Second.' })
  b?: string;
}

@Resolver()
class ChoiceResolver {
  constructor(private readonly answer: string) {}

  @Query(() => String, { description: 'Chooses.' })
  choose(@Arg('input', () => ChoiceInput, { description: 'The choice.' }) _input: ChoiceInput): string {
    return this.answer;
  }
}

/** Everything of a type that a client reads about, by its place in the schema. */
function describedParts(type: GraphQLNamedType): [place: string, description: string | null | undefined][] {
  const parts: [string, string | null | undefined][] = [[type.name, type.description]];
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      parts.push([`${type.name}.${field.name}`, field.description]);
      for (const argument of field.args)
        parts.push([`${type.name}.${field.name}(${argument.name}:)`, argument.description]);
    }
  } else if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) parts.push([`${type.name}.${field.name}`, field.description]);
  } else if (isEnumType(type)) {
    for (const value of type.getValues()) parts.push([`${type.name}.${value.name}`, value.description]);
  }
  return parts;
}

describe('the schema', () => {
  const schema = buildGatewaySchema(RESOLVERS);

  test('describes every type, field, argument and enum value', () => {
    const undescribed = Object.values(schema.getTypeMap())
      .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
      .flatMap(describedParts)
      .filter(([, description]) => !description?.trim())
      .map(([place]) => place);
    expect(undescribed).toEqual([]);
  });

  test('is the same whatever the order of the resolvers', () => {
    const reversed = buildGatewaySchema([...RESOLVERS].reverse());
    expect(printGatewaySchema(reversed)).toBe(printGatewaySchema(schema));
  });

  test('prints as a schema that clients can build', () => {
    expect(() => buildSchema(printGatewaySchema(schema))).not.toThrow();
  });
});

test('an input of which exactly one field is given says so', () => {
  const schema = buildGatewaySchema([ChoiceResolver], [new ChoiceResolver('given')]);
  expect(printGatewaySchema(schema)).toContain('input ChoiceInput @oneOf {');
});
