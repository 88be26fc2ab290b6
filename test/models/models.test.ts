import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { RequestContext } from '../../src/access/context.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';
import { adminContext, addingModel, seedModel, seedUpload, seedVersion } from '../support/seed.js';

const REGISTER = `mutation ($input: RegisterModelVersionInput!) { registerModelVersion(input: $input) { replayed modelVersion {
  id ref number digest sizeBytes parameterCount signature { inputs { name datatype shape } outputs { name datatype shape } labels }
  files { path role digest sizeBytes downloadUrl } lineage { kind summary } tags { key value }
} } }`;

let gateway: GatewayForTest;
let context: RequestContext;
beforeAll(async () => {
  gateway = await startGatewayForTest();
  context = await adminContext(gateway);
});
afterAll(() => gateway.close());

interface Registered {
  replayed: boolean;
  modelVersion: { id: string; ref: string; files: { downloadUrl: string }[] };
}

async function register(model: string, bytes: Uint8Array, more: Record<string, unknown> = {}): Promise<Registered> {
  const files = [{ path: 'model.onnx', role: 'MODEL', source: { upload: await seedUpload(context, bytes) } }];
  const { data, errors } = await gateway.ask(REGISTER, {
    input: { idempotencyKey: randomUUID(), model, files, ...more },
  });
  if (errors) throw new Error(errors[0]!.message);
  return data!.registerModelVersion as Registered;
}

test('a model made elsewhere becomes a version with its signature, files and lineage', async () => {
  const { name } = await seedModel(context);
  const { modelVersion } = await register(name, addingModel(3), {
    note: 'from the lab',
    tags: [{ key: 'team', value: 'search' }],
  });
  expect(modelVersion).toMatchObject({
    ref: `${name}@1`,
    signature: {
      inputs: [{ name: 'x', datatype: 'FP32', shape: [-1] }],
      outputs: [{ name: 'y', datatype: 'FP32', shape: [-1] }],
      labels: [],
    },
    lineage: [{ kind: 'UPLOAD', summary: `Uploaded mine.onnx as ${name}@1: from the lab` }],
    tags: [{ key: 'team', value: 'search' }],
  });
  const port = new URL(gateway.url).port;
  const { pathname } = new URL(modelVersion.files[0]!.downloadUrl);
  const response = await fetch(`http://127.0.0.1:${port}${pathname}`, {
    headers: { authorization: `Bearer ${gateway.token}` },
  });
  expect(Buffer.from(await response.arrayBuffer()).equals(addingModel(3))).toBe(true);
});

test('the same key registers a version once, and an upload is used up by it', async () => {
  const { name } = await seedModel(context);
  const id = await seedUpload(context, addingModel(4));
  const input = {
    idempotencyKey: randomUUID(),
    model: name,
    files: [{ path: 'model.onnx', role: 'MODEL', source: { upload: id } }],
  };
  const first = await gateway.ask(REGISTER, { input });
  const again = await gateway.ask(REGISTER, { input });
  const [a, b] = [first, again].map(({ data }) => data!.registerModelVersion as Registered);
  expect([a!.replayed, b!.replayed]).toEqual([false, true]);
  expect(b!.modelVersion.id).toBe(a!.modelVersion.id);
  const other = await gateway.ask(REGISTER, { input: { ...input, idempotencyKey: randomUUID() } });
  expect(other.errors?.[0]?.extensions.code).toBe('CONFLICT');
});

test('what is no model is refused with the reason, and changes nothing', async () => {
  const { name } = await seedModel(context);
  await expect(register(name, Buffer.from('not a model'))).rejects.toThrow(/not an ONNX model|ONNX/);
  const { data } = await gateway.ask(
    'query ($name: String!) { model(name: $name) { versions { totalCount } latestVersion { id } } }',
    { name },
  );
  expect(data).toEqual({ model: { versions: { totalCount: 0 }, latestVersion: null } });
});

test('a version is found by id, number, alias and latest', async () => {
  const model = await seedModel(context);
  const first = await seedVersion(context, model, 1);
  const second = await seedVersion(context, model, 2);
  const alias = { idempotencyKey: randomUUID(), modelVersion: `${model.name}@1`, alias: 'champion' };
  expect(
    (
      await gateway.ask('mutation ($input: SetAliasInput!) { setAlias(input: $input) { alias { name } } }', {
        input: alias,
      })
    ).errors,
  ).toBeUndefined();
  const idOf = async (ref: string): Promise<unknown> => {
    const { data } = await gateway.ask('query ($ref: Ref!) { modelVersion(ref: $ref) { id } }', { ref });
    return (data!.modelVersion as { id: string } | null)?.id;
  };
  expect(await idOf(first.id)).toBe(first.id);
  expect(await idOf(`${model.name}@2`)).toBe(second.id);
  expect(await idOf(`${model.name}@latest`)).toBe(second.id);
  expect(await idOf(`${model.name}@champion`)).toBe(first.id);
  expect(await idOf(`${model.name}@9`)).toBeUndefined();
});

test('an alias moves only from where it is expected to point', async () => {
  const model = await seedModel(context);
  const first = await seedVersion(context, model, 1);
  const second = await seedVersion(context, model, 2);
  const move = (to: string, expected?: string) =>
    gateway.ask('mutation ($input: SetAliasInput!) { setAlias(input: $input) { alias { modelVersion { id } } } }', {
      input: { idempotencyKey: randomUUID(), modelVersion: to, alias: 'champion', expected },
    });
  expect((await move(first.id)).errors).toBeUndefined();
  expect((await move(second.id, second.id)).errors?.[0]?.extensions.code).toBe('CONFLICT');
  expect((await move(second.id, first.id)).data).toEqual({ setAlias: { alias: { modelVersion: { id: second.id } } } });
});

test('versions page, filter and sort', async () => {
  const model = await seedModel(context);
  for (let offset = 1; offset <= 5; offset++) await seedVersion(context, model, offset);
  const page = `query ($name: String!, $after: Cursor, $before: Cursor, $first: Int, $last: Int) { model(name: $name) {
    versions(first: $first, last: $last, after: $after, before: $before, orderBy: { field: NUMBER, direction: ASC }) {
      totalCount edges { cursor node { number } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;
  interface Versions {
    edges: { node: { number: number } }[];
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
  }
  const versions = async (variables: Record<string, unknown>): Promise<Versions> => {
    const { data } = await gateway.ask(page, { name: model.name, ...variables });
    return (data!.model as { versions: Versions }).versions;
  };
  const numbers = ({ edges }: Versions): number[] => edges.map(({ node }) => node.number);
  const first = await versions({ first: 2 });
  expect([numbers(first), first.pageInfo.hasNextPage, first.pageInfo.hasPreviousPage]).toEqual([[1, 2], true, false]);
  const second = await versions({ first: 2, after: first.pageInfo.endCursor });
  expect(numbers(second)).toEqual([3, 4]);
  expect(numbers(await versions({ last: 2 }))).toEqual([4, 5]);
  const back = await versions({ last: 5, before: second.pageInfo.startCursor });
  expect([numbers(back), back.pageInfo.hasPreviousPage]).toEqual([[1, 2], false]);
});
