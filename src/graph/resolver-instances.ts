import type { GraphQLSchema } from 'graphql';

/** Where a schema keeps the instances of its resolvers. */
export const INSTANCES = 'instances';

/** Instances of resolver classes, as type-graphql asks for them. */
export interface ResolverInstances {
  get(someClass: new (...services: never[]) => object): object;
}

/** The instance of a resolver in a schema, for the source of a subscription: type-graphql calls it without one. */
export function instanceOf<T extends object>(schema: GraphQLSchema, someClass: new (...services: never[]) => T): T {
  return (schema.extensions[INSTANCES] as ResolverInstances).get(someClass) as T;
}
