import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { RequestContext } from '../../src/access/context.js';
import { newId } from '../../src/lib/ids.js';
import type { ModelVersion } from '../../src/models/versions/model-version.entity.js';
import type { Model } from '../../src/models/model.entity.js';
import { ledgerHash } from '../../src/releases/deployments/append-ledger.js';
import { Environment } from '../../src/releases/environments/environment.entity.js';
import { LedgerEntry } from '../../src/releases/deployments/ledger-entry.entity.js';
import { failRelease, promotePrepared } from '../../src/releases/promote-prepared.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';
import { adminContext, seedModel, seedVersion } from '../support/seed.js';

let gateway: GatewayForTest;
let context: RequestContext;
let environment: string;
let model: Model;
let first: ModelVersion;
let second: ModelVersion;

beforeAll(async () => {
  gateway = await startGatewayForTest();
  context = await adminContext(gateway);
});
afterAll(() => gateway.close());
beforeEach(async () => {
  environment = `env-${randomUUID()}`;
  await ask('mutation ($input: CreateEnvironmentInput!) { createEnvironment(input: $input) { environment { id } } }', {
    input: { idempotencyKey: randomUUID(), name: environment },
  });
  model = await seedModel(context);
  first = await seedVersion(context, model, 1);
  second = await seedVersion(context, model, 2);
});

const START = `mutation ($input: StartReleaseInput!) { startRelease(input: $input) {
  __typename
  ... on ReleasePayload { replayed release { id state previousVersion { id } eventCursor actions } }
  ... on UserError { message advice }
  ... on ReleaseInProgress { release { id } }
} }`;
const ROLLBACK = `mutation ($input: ReleaseActionInput!) { rollbackRelease(input: $input) {
  __typename ... on ReleasePayload { release { id state outcome { automatic message by { name } } } } ... on UserError { message advice }
} }`;
const SERVING = `query ($environment: String!, $model: String!, $at: DateTime!) { environment(name: $environment) {
  deployment(model: $model) { routes { weight role modelVersion { id } } activeRelease { id } }
  asOf(at: $at) { deployments { routes { modelVersion { id } } ledgerEntry { change } } }
  ledger(first: 50) { totalCount edges { node { number change previousHash hash release { id } } } }
} }`;

interface ReleaseAnswer {
  replayed: boolean;
  release: { id: string; state: string };
}
interface Served {
  deployment: { routes: object[] };
  asOf: { deployments: object[] };
  ledger: { totalCount: number; edges: { node: { change: string } }[] };
}

async function ask<T>(query: string, variables: Record<string, unknown>): Promise<T> {
  const { data, errors } = await gateway.ask(query, variables);
  if (errors) throw new Error(errors[0]!.message);
  return data as T;
}

async function start(version: ModelVersion, more: Record<string, unknown> = {}) {
  const input = {
    idempotencyKey: randomUUID(),
    environment,
    modelVersion: version.id,
    strategy: { allAtOnce: { drain: 'PT1S' } },
    ...more,
  };
  return (await ask<{ startRelease: ReleaseAnswer }>(START, { input })).startRelease;
}

async function release(version: ModelVersion): Promise<string> {
  const { release: started } = await start(version);
  await context.db.transaction((tx) => promotePrepared(tx, started.id, new Date()));
  return started.id;
}

async function rollBack(id: string): Promise<ReleaseAnswer> {
  const input = { id, idempotencyKey: randomUUID(), reason: 'too slow' };
  return (await ask<{ rollbackRelease: ReleaseAnswer }>(ROLLBACK, { input })).rollbackRelease;
}

async function serving(at = new Date()) {
  return (await ask<{ environment: Served }>(SERVING, { environment, model: model.name, at: at.toISOString() }))
    .environment;
}

test('what served before serves until the new version is ready, and again after a rollback', async () => {
  await release(first);
  const { release: started } = await start(second);
  expect(started).toMatchObject({ state: 'PREPARING', previousVersion: { id: first.id }, actions: ['ROLLBACK'] });
  expect((await serving()).deployment).toMatchObject({
    routes: [{ modelVersion: { id: first.id }, weight: 1 }],
    activeRelease: { id: started.id },
  });

  await context.db.transaction((tx) => promotePrepared(tx, started.id, new Date()));
  expect((await serving()).deployment).toMatchObject({
    routes: [{ modelVersion: { id: second.id } }],
    activeRelease: null,
  });

  const back = await rollBack(started.id);
  expect(back.release).toMatchObject({
    state: 'ROLLED_BACK',
    outcome: { automatic: false, message: 'too slow', by: { name: 'admin' } },
  });
  expect((await serving()).deployment.routes).toMatchObject([{ modelVersion: { id: first.id } }]);
  expect((await rollBack(started.id)).release.state).toBe('ROLLED_BACK');
});

test('the ledger tells what served at any instant, in one unbroken chain that nobody can change', async () => {
  await release(first);
  const afterFirst = new Date();
  await release(second);

  expect((await serving(afterFirst)).asOf.deployments).toMatchObject([
    { routes: [{ modelVersion: { id: first.id } }] },
  ]);
  const now = await serving();
  expect(now.asOf.deployments).toMatchObject([
    { routes: [{ modelVersion: { id: second.id } }], ledgerEntry: { change: 'PROMOTED' } },
  ]);
  expect(now.ledger.totalCount).toBe(4);
  expect(now.ledger.edges.map(({ node }) => node.change)).toEqual(['PROMOTED', 'STARTED', 'PROMOTED', 'STARTED']);
});

test('the hash of each line covers the line before it', async () => {
  await release(first);
  await release(second);
  const { id: environmentId } = await context.db.getRepository(Environment).findOneByOrFail({ name: environment });
  const entries = await context.db
    .getRepository(LedgerEntry)
    .find({ where: { environmentId }, order: { number: 'ASC' } });
  expect(entries.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  entries.forEach((entry, index) => {
    expect(entry.previousHash).toBe(entries[index - 1]?.hash ?? null);
    expect(ledgerHash(entry)).toBe(entry.hash);
  });
  await expect(context.db.query('UPDATE ledger_entry SET at = now()')).rejects.toThrow('append-only');
  await expect(context.db.query('DELETE FROM ledger_entry')).rejects.toThrow('append-only');
});

test('a second release waits for the first to be settled', async () => {
  const { release: started } = await start(first);
  expect(await start(second)).toMatchObject({ __typename: 'ReleaseInProgress', release: { id: started.id } });
});

test('the same key starts a release once, also when it is sent twice at once', async () => {
  const idempotencyKey = randomUUID();
  const both = await Promise.all([start(first, { idempotencyKey }), start(first, { idempotencyKey })]);
  expect(new Set(both.map(({ release: { id } }) => id)).size).toBe(1);
  expect(both.map(({ replayed }) => replayed).sort()).toEqual([false, true]);
  await expect(start(second, { idempotencyKey })).rejects.toThrow('was used for another input');
});

test('expectedVersion keeps two people from releasing over each other', async () => {
  await release(first);
  await expect(start(second, { expectedVersion: second.id })).rejects.toThrow('is not what serves now');
  expect(await start(second, { expectedVersion: first.id })).toMatchObject({ __typename: 'ReleasePayload' });
});

test('a first release has nothing to roll back to, and an old one is no longer active', async () => {
  const only = await release(first);
  expect(await rollBack(only)).toMatchObject({ __typename: 'NothingToRollBackTo' });
  await release(second);
  expect(await rollBack(only)).toMatchObject({ __typename: 'ReleaseNotActive' });
});

test('a release that cannot be made ready fails, and what served goes on serving', async () => {
  await release(first);
  const { release: started } = await start(second);
  const failed = await context.db.transaction((tx) => failRelease(tx, started.id, 'No worker took it.', new Date()));
  expect(failed.outcome).toMatchObject({ automatic: true, message: 'No worker took it.' });
  expect((await serving()).deployment.routes).toMatchObject([{ modelVersion: { id: first.id } }]);
  await context.db.transaction((tx) => promotePrepared(tx, started.id, new Date()));
  expect((await serving()).deployment.routes).toMatchObject([{ modelVersion: { id: first.id } }]);
});

test('an unknown release is not found', async () => {
  await expect(rollBack(newId('release'))).rejects.toThrow('No release');
});
