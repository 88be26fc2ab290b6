import { type GraphQLSchema, isInputObjectType } from 'graphql';
import { Extensions } from 'type-graphql';

const MARK = 'oneOf';

/** Marks an input type of which exactly one field is given, `@oneOf`. All its fields are nullable and have no default. */
export function OneOf(): ClassDecorator {
  return Extensions({ [MARK]: true });
}

/** type-graphql knows no `@oneOf`: this gives it to the marked types of a schema that it built. */
export function applyOneOf(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInputObjectType(type) && type.extensions[MARK] === true) type.isOneOf = true;
  }
}
