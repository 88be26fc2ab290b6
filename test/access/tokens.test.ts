import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { eventually } from '../support/eventually.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';

const CREATE = `mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { secret token { id name role expiresAt createdBy { name } } } }`;
const VIEWER = '{ viewer { name role kind } project { name } }';

let gateway: GatewayForTest;
beforeAll(async () => {
  gateway = await startGatewayForTest();
});
afterAll(() => gateway.close());

interface Created {
  secret: string;
  token: { id: string };
}

async function create(input: Record<string, unknown>, authorization?: string): Promise<Created> {
  const { data, errors } = await gateway.ask(
    CREATE,
    { input: { name: 'robot', role: 'VIEWER', ...input } },
    authorization,
  );
  if (errors) throw new Error(errors[0]!.message);
  return data!.createApiToken as Created;
}

async function codeFor(authorization: string): Promise<unknown> {
  return (await gateway.ask(VIEWER, {}, authorization)).errors?.[0]?.extensions.code;
}

test('a token acts with its role, and its secret is stored only as a hash', async () => {
  const { secret } = await create({ role: 'DEVELOPER', name: 'trainer' });
  const { data } = await gateway.ask(VIEWER, {}, `Bearer ${secret}`);
  expect(data).toEqual({ viewer: { name: 'trainer', role: 'DEVELOPER', kind: 'TOKEN' }, project: { name: 'default' } });
  const rows = await gateway.db.query<{ row: string }[]>('SELECT row_to_json(api_token)::text AS row FROM api_token');
  expect(rows.some(({ row }) => row.includes(secret))).toBe(false);
});

test('an unknown, malformed or absent token is refused with what to do', async () => {
  for (const authorization of ['', 'Basic abc', 'Bearer sluice_unknown'])
    expect(await codeFor(authorization)).toBe('UNAUTHENTICATED');
});

test('a revoked token stops working within a second', async () => {
  const { secret, token } = await create({});
  expect(await codeFor(`Bearer ${secret}`)).toBeUndefined();
  const { errors } = await gateway.ask(
    'mutation ($input: RevokeApiTokenInput!) { revokeApiToken(input: $input) { token { revokedAt } } }',
    { input: { id: token.id } },
  );
  expect(errors).toBeUndefined();
  const refused = async (): Promise<boolean> => (await codeFor(`Bearer ${secret}`)) === 'UNAUTHENTICATED';
  expect(await eventually('the token is refused', refused, 2_000)).toBe(true);
});

test('an expired token is refused, and one cannot be made in the past', async () => {
  const { secret, token } = await create({ expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
  await gateway.db.query(`UPDATE api_token SET expires_at = now() - interval '1 second' WHERE id = $1`, [token.id]);
  expect(await codeFor(`Bearer ${secret}`)).toBe('UNAUTHENTICATED');
  await expect(create({ expiresAt: '2020-01-01T00:00:00Z' })).rejects.toThrow('lies in the past');
});

test('a project sees nothing of another: not its models, not its tokens, not by id', async () => {
  const other = `team-${randomUUID()}`;
  const made = await gateway.ask(
    'mutation ($input: CreateProjectInput!) { createProject(input: $input) { project { id } } }',
    { input: { name: other } },
  );
  expect(made.errors).toBeUndefined();
  const { secret } = await create({ role: 'ADMIN', name: 'other-admin', project: other });
  const as = `Bearer ${secret}`;
  const model = await gateway.ask(
    'mutation ($input: CreateModelInput!) { createModel(input: $input) { model { id } } }',
    { input: { name: 'secret-plan', task: 'TENSORS' } },
  );
  const { id } = (model.data!.createModel as { model: { id: string } }).model;

  const seen = await gateway.ask(
    'query ($id: ID!) { node(id: $id) { id } model(name: "secret-plan") { id } models { totalCount } apiTokens { totalCount } auditTrail { edges { node { id } } } }',
    { id },
    as,
  );
  expect(seen.data).toEqual({
    node: null,
    model: null,
    models: { totalCount: 0 },
    apiTokens: { totalCount: 1 },
    auditTrail: { edges: [] },
  });
  const again = await gateway.ask(
    'mutation ($input: CreateModelInput!) { createModel(input: $input) { model { name } } }',
    { input: { name: 'secret-plan', task: 'TENSORS' } },
    as,
  );
  expect(again.data).toEqual({ createModel: { model: { name: 'secret-plan' } } });
  await expect(create({ project: 'default' }, as)).rejects.toThrow('Only admins of the project "default"');
});

test('every mutation that took effect is in the audit trail, and none that did not', async () => {
  const name = `model-${randomUUID()}`;
  const input = { input: { name, task: 'TENSORS' } };
  const mutation = 'mutation ($input: CreateModelInput!) { createModel(input: $input) { model { id } } }';
  const { data } = await gateway.ask(mutation, input);
  expect((await gateway.ask(mutation, input)).errors?.[0]?.extensions.code).toBe('CONFLICT');
  const { id } = (data!.createModel as { model: { id: string } }).model;
  const trail = await gateway.ask(
    'query ($id: ID!) { auditTrail(target: $id) { edges { node { operation summary actor { name } target { id } } } } }',
    { id },
  );
  expect(trail.data).toEqual({
    auditTrail: {
      edges: [
        {
          node: {
            operation: 'createModel',
            summary: `Made the model "${name}".`,
            actor: { name: 'admin' },
            target: { id },
          },
        },
      ],
    },
  });
});
