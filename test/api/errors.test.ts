import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { GraphQLFormattedError } from 'graphql';
import { IsInt, Min } from 'class-validator';
import { Arg, Authorized, Field, InputType, Int, Query, Resolver } from 'type-graphql';
import { Role } from '../../src/access/role.js';
import { ConflictError, InvalidInputError, UnavailableError } from '../../src/lib/errors.js';
import { GraphQLDuration } from '../../src/graph/scalars.js';
import { OneOf } from '../../src/graph/one-of.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';

@InputType({ description: 'A step.' })
class StepInput {
  @Field(() => Int, { description: 'At least one.' })
  @IsInt()
  @Min(1, { message: 'must be at least 1' })
  epochs!: number;

  @Field(() => GraphQLDuration, { nullable: true, description: 'A wait.' })
  wait?: string;
}

@OneOf()
@InputType({ description: 'One of two.' })
class ChoiceInput {
  @Field(() => String, { nullable: true, description: 'First.' })
  a?: string;

  @Field(() => String, { nullable: true, description: 'Second.' })
  b?: string;
}

@Resolver()
class FailingResolver {
  @Authorized(Role.VIEWER)
  @Query(() => String, { description: 'Fails as it is told.' })
  fail(@Arg('how', () => String, { description: 'How.' }) how: string): string {
    if (how === 'conflict') throw new ConflictError('Another came first.');
    if (how === 'invalid') throw new InvalidInputError('No such split.', ['input', 'split']);
    if (how === 'unavailable') throw new UnavailableError('No worker is there.');
    if (how === 'database') throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    if (how === 'null') return null as unknown as string;
    throw new Error('password=hunter2');
  }

  @Authorized(Role.VIEWER)
  @Query(() => Int, { description: 'Takes steps.' })
  takeStep(@Arg('input', () => StepInput, { description: 'The step.' }) input: StepInput): number {
    return input.epochs;
  }

  @Authorized(Role.VIEWER)
  @Query(() => String, { description: 'Takes one of two.' })
  choose(@Arg('input', () => ChoiceInput, { description: 'The choice.' }) input: ChoiceInput): string {
    return input.a ?? input.b ?? '';
  }

  @Authorized(Role.ADMIN)
  @Query(() => Int, { description: 'For admins.' })
  secret(): number {
    return 1;
  }
}

let gateway: GatewayForTest;
beforeAll(async () => {
  gateway = await startGatewayForTest({ resolvers: [FailingResolver] });
});
afterAll(() => gateway.close());

async function errorOf(
  query: string,
  variables?: Record<string, unknown>,
  authorization?: string,
): Promise<GraphQLFormattedError> {
  const { errors = [] } = await gateway.ask(query, variables, authorization);
  expect(errors).toHaveLength(1);
  return errors[0]!;
}

describe('an error that a caller can act on', () => {
  test('has its code, its sentence and where it came up', async () => {
    expect(await errorOf('{ fail(how: "conflict") }')).toEqual({
      message: 'Another came first.',
      path: ['fail'],
      locations: [{ line: 1, column: 3 }],
      extensions: { code: 'CONFLICT' },
    });
  });

  test('says whether trying again may help', async () => {
    const { extensions } = await errorOf('{ fail(how: "unavailable") }');
    expect(extensions).toEqual({ code: 'UNAVAILABLE', retryable: true });
  });

  test('leads to the part of the input that is wrong', async () => {
    const { extensions } = await errorOf('{ fail(how: "invalid") }');
    expect(extensions).toEqual({ code: 'INVALID_INPUT', path: ['input', 'split'] });
  });
});

describe('an internal error', () => {
  test.each(['boom', 'null'])('(%s) shows an id and nothing of what happened', async (how) => {
    const error = await errorOf('query ($how: String!) { fail(how: $how) }', { how });
    expect(error.extensions).toEqual({ code: 'INTERNAL', errorId: expect.stringMatching(/^error_/) as unknown });
    expect(error.message).toContain(error.extensions?.errorId);
    expect(JSON.stringify(error)).not.toMatch(/hunter2|node_modules|at .*\.js|non-nullable/);
  });

  test('is UNAVAILABLE when it is the database that is away', async () => {
    expect((await errorOf('{ fail(how: "database") }')).extensions).toEqual({ code: 'UNAVAILABLE', retryable: true });
  });
});

describe('input that is not valid', () => {
  test.each([
    ['a text that is no GraphQL', '{ viewer {', undefined, undefined],
    ['a field that is not there', '{ nothing }', undefined, undefined],
    ['an operation that is not there', 'query A { viewer { id } } query B { viewer { id } }', undefined, undefined],
    [
      'a variable of another type',
      'query ($input: StepInput!) { takeStep(input: $input) }',
      { input: { epochs: 'many' } },
      ['input', 'epochs'],
    ],
    ['a variable that is missing', 'query ($input: StepInput!) { takeStep(input: $input) }', {}, ['input']],
    [
      'a value that its scalar refuses',
      'query ($input: StepInput!) { takeStep(input: $input) }',
      { input: { epochs: 1, wait: 'long' } },
      ['input', 'wait'],
    ],
    ['a literal that its scalar refuses', '{ takeStep(input: { epochs: 1, wait: "long" }) }', undefined, undefined],
    ['a value that a validator refuses', '{ takeStep(input: { epochs: 0 }) }', undefined, ['input', 'epochs']],
    [
      'two fields of a choice',
      'query ($input: ChoiceInput!) { choose(input: $input) }',
      { input: { a: '1', b: '2' } },
      ['input'],
    ],
  ])('%s is INVALID_INPUT, with the path where there is one', async (_what, query, variables, path) => {
    const { extensions, message } = await errorOf(query, variables);
    expect(extensions).toEqual(path ? { code: 'INVALID_INPUT', path } : { code: 'INVALID_INPUT' });
    expect(message).not.toBe('');
  });

  test('says in the words of the scalar what it takes', async () => {
    const { message } = await errorOf('query ($d: Duration!) { takeStep(input: { epochs: 1, wait: $d }) }', {
      d: 'long',
    });
    expect(message).toContain('"PT30S"');
  });
});

describe('who may not', () => {
  test('without a token learns how to send one', async () => {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ viewer { id } }' }),
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  test('with a lesser role learns which one is needed', async () => {
    const made = await gateway.ask('mutation { createApiToken(input: { name: "reader", role: VIEWER }) { secret } }');
    const { secret } = made.data?.createApiToken as { secret: string };
    const { extensions, message } = await errorOf('{ secret }', undefined, `Bearer ${secret}`);
    expect(extensions?.code).toBe('FORBIDDEN');
    expect(message).toMatch(/needs the role ADMIN.*has VIEWER/);
  });
});
