import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type GraphQLArgument,
  type GraphQLError,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  graphql,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  parse,
  subscribe,
} from 'graphql';
import { Actor, ActorKind } from '../../src/access/actor.entity.js';
import { RequestContext } from '../../src/access/context.js';
import { Project } from '../../src/access/project.entity.js';
import { Role, roleIncludes } from '../../src/access/role.js';
import { isDomainError } from '../../src/lib/errors.js';
import { newId } from '../../src/lib/ids.js';
import { PACKAGE_ROOT } from '../../src/lib/package-root.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';

const ROLES = Object.values(Role);
/** operation → least role, from the table in docs/access.md. */
const TABLE = new Map(
  [
    ...readFileSync(join(PACKAGE_ROOT, 'docs/access.md'), 'utf8').matchAll(
      /^\| `(\w+)` \| (VIEWER|DEVELOPER|RELEASER|ADMIN) \|/gm,
    ),
  ].map(([, operation, role]) => [operation!, Role[role as keyof typeof Role]]),
);
const VALUES: Record<string, unknown> = {
  String: 'x',
  ID: 'x',
  Int: 1,
  Float: 1,
  Boolean: true,
  BigInt: 1,
  Ref: 'x@1',
  Cursor: 'x',
  Duration: 'PT1S',
  DateTime: '2026-01-01T00:00:00Z',
  Digest: `sha256:${'0'.repeat(64)}`,
  JSONObject: {},
  URL: 'http://x/',
};

let gateway: GatewayForTest;
let schema: GraphQLSchema;
const actors = new Map<Role, Actor>();

beforeAll(async () => {
  gateway = await startGatewayForTest();
  schema = gateway.schema;
  const { id: projectId } = await gateway.db.getRepository(Project).findOneByOrFail({ name: 'default' });
  for (const role of ROLES) {
    const actor = gateway.db.manager.create(Actor, {
      id: newId('actor'),
      projectId,
      kind: ActorKind.TOKEN,
      name: role,
      role,
    });
    actors.set(role, await gateway.db.manager.save(actor));
  }
});
afterAll(() => gateway.close());

test('the table of roles names every operation of the schema, and no other', () => {
  const operations = rootFields().map(({ field }) => field.name);
  expect([...TABLE.keys()].sort()).toEqual(operations.sort());
});

test('every operation is refused to each role below its own, and to no role above', async () => {
  const wrong: string[] = [];
  for (const { kind, field } of rootFields()) {
    for (const role of ROLES) {
      const refused = (await codesOf(kind, field, role)).includes('FORBIDDEN');
      const allowed = roleIncludes(role, TABLE.get(field.name) ?? Role.ADMIN);
      if (refused === allowed) wrong.push(`${field.name} ${refused ? 'refused to' : 'allowed to'} ${role}`);
    }
  }
  expect(wrong).toEqual([]);
});

type Kind = 'query' | 'mutation' | 'subscription';

function rootFields(): { kind: Kind; field: GraphQLField<unknown, unknown> }[] {
  const roots = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  };
  return Object.entries(roots).flatMap(([kind, type]) =>
    Object.values(type?.getFields() ?? {}).map((field) => ({
      kind: kind as Kind,
      field: field as GraphQLField<unknown, unknown>,
    })),
  );
}

/** Error codes of calling an operation with the least input that its types allow. */
async function codesOf(kind: Kind, field: GraphQLField<unknown, unknown>, role: Role): Promise<unknown[]> {
  const required = field.args.filter(isRequiredArgument);
  const declared = required.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = required.map(({ name }) => `${name}: $${name}`).join(', ');
  const named = getNamedType(field.type);
  const selection = isLeafType(named) ? '' : '{ __typename }';
  const source = `${kind} ${declared ? `(${declared})` : ''} { ${field.name}${passed ? `(${passed})` : ''} ${selection} }`;
  const variableValues = Object.fromEntries(
    required.map((argument: GraphQLArgument) => [argument.name, leastValue(argument.type)]),
  );
  const contextValue = new RequestContext(gateway.services, actors.get(role)!, 'test');
  if (kind !== 'subscription') return errorCodes(await graphql({ schema, source, variableValues, contextValue }));
  const stream = await subscribe({ schema, document: parse(source), variableValues, contextValue });
  if (!(Symbol.asyncIterator in stream)) return errorCodes(stream);
  void stream.return(undefined);
  return [];
}

function errorCodes({ errors = [] }: { errors?: readonly GraphQLError[] }): unknown[] {
  return errors.map((error) => (isDomainError(error.originalError) ? error.originalError.code : error.message));
}

function leastValue(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return leastValue(type.ofType);
  if (isListType(type)) return [leastValue(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (!isInputObjectType(type)) return VALUES[type.name];
  const fields = Object.values(type.getFields());
  const given = type.isOneOf ? fields.slice(0, 1) : fields.filter(isRequiredInputField);
  return Object.fromEntries(given.map(({ name, type: of }) => [name, leastValue(of)]));
}
