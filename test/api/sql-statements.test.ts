import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { RequestContext } from '../../src/access/context.js';
import { createEnvironment } from '../../src/releases/environments/create-environment.js';
import { promotePrepared } from '../../src/releases/promote-prepared.js';
import { startRelease } from '../../src/releases/start-release.js';
import { setAlias } from '../../src/models/aliases/set-alias.js';
import { seedDatasetVersion } from '../support/datasets.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';
import { adminContext, seedModel, seedVersion } from '../support/seed.js';

const VERSION =
  'id ref digest createdBy { name } model { name } files { path digest } aliases { name } lineage { summary inputs { id } }';
const PAGE = '(first: 50)';
/** Every list, with what hangs below its rows. */
const LISTS = {
  datasets: `{ datasets${PAGE} { totalCount edges { node { createdBy { name } latestVersion { ref createdBy { name } splits { name rowCount }
    statistics { tokenCount topTokens(first: 2) { token } labels { label } coverage(sizes: [1]) { share } } test: statistics(split: "test") { rowCount }
    rows(first: 2) { totalCount edges { node { text labels } } } lineage { summary }
    origin { ... on ImportJob { badRowCount badRows { edges { node { line } } } dataset { name } startedBy { name } result { ref } } } }
    versions(first: 3) { totalCount edges { node { number dataset { name } } } } } } } }`,
  models: `{ models${PAGE} { totalCount edges { node { id createdBy { name } aliases { name modelVersion { ref } setBy { name } } latestVersion { ref }
    versions(first: 5) { totalCount edges { node { ${VERSION} releases(first: 5) { edges { node { id } } } deployments { edges { node { id } } }
    derivedVersions { edges { node { id } } } } } } deployments { edges { node { environment { name } } } } } } } }`,
  deployments: `{ deployments${PAGE} { totalCount edges { node { environment { name } model { name } routes { modelVersion { ref } } activeRelease { id }
    releases { totalCount edges { node { state startedBy { name } } } } } } } }`,
  health: `{ deployments${PAGE} { edges { node { health { requestCount deployment { id } byVersion { modelVersion { ref } } } day: health(window: "P1D") { verdict }
    healthHistory(from: "2026-01-01T00:00:00Z", maxPoints: 10) { points { verdict } } } } } }`,
  releases: `{ releases${PAGE} { totalCount edges { node { deployment { id } modelVersion { ref } previousVersion { ref } startedBy { name } actions outcome { by { name } } } } } }`,
  environments: `{ environments { createdBy { name } deployments { edges { node { id } } } ledger { totalCount edges { node { actor { name } release { id } deployment { id } routes { modelVersion { ref } } } } } } }`,
  apiTokens: `{ apiTokens${PAGE} { totalCount edges { node { createdBy { name } } } } }`,
  auditTrail: `{ auditTrail${PAGE} { edges { node { actor { name } target { id } } } } }`,
};

let gateway: GatewayForTest;
let context: RequestContext;
const statements: string[] = [];

beforeAll(async () => {
  // One connection: answers come in the order of the questions, so that what is loaded together is the same in every run.
  gateway = await startGatewayForTest({ env: { MAX_QUERY_COST: '1000000', DATABASE_POOL_SIZE: '1' } });
  context = await adminContext(gateway);
  Object.assign(gateway.db, { logger: { ...gateway.db.logger, logQuery: (sql: string) => statements.push(sql) } });
});
afterAll(() => gateway.close());

/** One more of everything that lists show. */
async function seedMore(): Promise<void> {
  const now = new Date();
  const model = await seedModel(context);
  const versions = [await seedVersion(context, model, 1), await seedVersion(context, model, 2)];
  const name = `env-${randomUUID()}`;
  await context.db.transaction(async (tx) => {
    await setAlias(tx, context.actor, { modelVersion: versions[0]!.id, alias: 'champion' }, now);
    await createEnvironment(tx, context.actor, name, now);
  });
  for (const version of versions) {
    const start = {
      environment: name,
      modelVersion: version.id,
      settings: { drainMs: 0 },
      server: null,
      serving: null,
      expectedVersion: null,
      maxDurationMs: 60_000,
      reason: null,
    };
    const { id } = await context.db.transaction((tx) => startRelease(tx, context.actor, start, now));
    await context.db.transaction((tx) => promotePrepared(tx, id, now));
  }
  const dataset = `dataset-${randomUUID()}`;
  for (const word of ['first', 'second']) {
    await seedDatasetVersion(context, dataset, `text,label\nthe ${word} text,x\nanother text,y\n`);
  }
  const input = { name: `token-${randomUUID()}`, role: 'VIEWER' };
  await gateway.ask('mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { token { id } } }', {
    input,
  });
}

/** The least count of some: what the process asks the database by itself meanwhile is no part of the answer. */
async function statementsOf(query: string, counts: number, isEnough = (_: number) => false): Promise<number> {
  let least = Infinity;
  for (let counted = 0; counted < counts && !isEnough(least); counted++)
    least = Math.min(least, await countOnce(query));
  return least;
}

async function countOnce(query: string): Promise<number> {
  await gateway.ask('{ viewer { id } }');
  statements.length = 0;
  const { errors } = await gateway.ask(query);
  expect(errors).toBeUndefined();
  // What a process reads of a token once a second is no part of the answer.
  return statements.filter((sql) => !sql.includes('"api_token"."secret_hash" =')).length;
}

test('a list takes no more SQL statements when it has more rows', async () => {
  await seedMore();
  await seedMore();
  const few: Record<string, number> = {};
  for (const [name, query] of Object.entries(LISTS)) few[name] = await statementsOf(query, 3);
  for (let more = 0; more < 6; more++) await seedMore();
  const added: Record<string, number> = {};
  for (const [name, query] of Object.entries(LISTS)) {
    const many = await statementsOf(query, 10, (count) => count <= few[name]!);
    added[name] = Math.max(0, many - few[name]!);
  }
  expect(added).toEqual(Object.fromEntries(Object.keys(LISTS).map((name) => [name, 0])));
  expect(Object.values(few).every((count) => count > 0)).toBe(true);
}, 120_000);
