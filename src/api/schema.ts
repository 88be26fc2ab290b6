import 'reflect-metadata';
import { type GraphQLSchema, lexicographicSortSchema, printSchema, validateSchema } from 'graphql';
import { type BuildSchemaOptions, buildSchemaSync } from 'type-graphql';
import { RoleChecker } from '../access/authorize.js';
import { applyOneOf } from '../graph/one-of.js';
import { INSTANCES, type ResolverInstances } from '../graph/resolver-instances.js';

type ResolverClass = BuildSchemaOptions['resolvers'][number];

/** type-graphql gives the root types no description. */
const ROOTS = {
  Query: 'Reads. Nothing here changes anything.',
  Mutation: 'Changes. Each takes one input and answers with what it changed; those of one document run in their order.',
  Subscription: 'Follows events as they come, over a WebSocket. Hand in a cursor to miss nothing.',
};

/**
 * The schema of these resolvers.
 * @param instances resolvers that need services in their constructor; the others are made when first asked for
 */
export function buildGatewaySchema(
  resolvers: readonly ResolverClass[],
  instances: readonly object[] = [],
): GraphQLSchema {
  const container = resolverContainer(instances);
  const schema = buildSchemaSync({
    resolvers: [...resolvers] as unknown as BuildSchemaOptions['resolvers'],
    authChecker: RoleChecker,
    container,
    validate: { forbidUnknownValues: false },
    pubSub: neverPublished,
  });
  applyOneOf(schema);
  schema.extensions = { ...schema.extensions, [INSTANCES]: container };
  for (const [name, description] of Object.entries(ROOTS)) {
    const root = schema.getType(name);
    if (root) root.description = description;
  }
  const [error] = validateSchema(schema);
  if (error) throw error;
  return schema;
}

/** The schema as it is committed to schema/schema.graphql: in the order of names, whatever the order of the code. */
export function printGatewaySchema(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}

function resolverContainer(given: readonly object[]): ResolverInstances {
  const instances = new Map<unknown, object>(given.map((instance) => [instance.constructor, instance]));
  return {
    get: (someClass) => {
      let instance = instances.get(someClass);
      if (!instance) {
        // What needs services was given.
        instance = new someClass();
        instances.set(someClass, instance);
      }
      return instance;
    },
  };
}

/** type-graphql asks for one, but every subscription reads stored events with `subscribe`. */
const neverPublished: BuildSchemaOptions['pubSub'] = {
  publish: () => {
    throw new Error('Events are stored with appendEvent, never published.');
  },
  subscribe: () => {
    throw new Error('A subscription names its own source with subscribe.');
  },
};
