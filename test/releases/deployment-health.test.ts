import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Client, createClient } from 'graphql-ws';
import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';
import type { RequestContext } from '../../src/access/context.js';
import { HealthRecorder } from '../../src/health/windows/health-recorder.js';
import type { HealthRoute } from '../../src/health/windows/health-window.js';
import { ErrorCode } from '../../src/lib/errors.js';
import { createEnvironment } from '../../src/releases/environments/create-environment.js';
import { findDeployment } from '../../src/releases/deployments/find-deployment.js';
import { promotePrepared } from '../../src/releases/promote-prepared.js';
import { startRelease } from '../../src/releases/start-release.js';
import { queryOnce } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';
import { adminContext, seedModel, seedVersion } from '../support/seed.js';

const FIGURES = `cursor at window verdict reasons { code message observed threshold } requestCount requestsPerSecond errorRate
  latencyMs { p50 p95 p99 max } queueLength predictedLabels { label count share } otherLabelCount deployment { id }
  byVersion { modelVersion { id } role requestCount errorRate latencyMs { p95 } }`;
const HEALTH = `query ($environment: String!, $model: String!, $window: Duration! = "PT1M") {
  health(environment: $environment, model: $model, window: $window) { ${FIGURES} } }`;
const MODEL_HEALTH = `subscription ($environment: String!, $model: String!, $every: Duration! = "PT1S", $window: Duration! = "PT5S", $after: Cursor) {
  modelHealth(environment: $environment, model: $model, every: $every, window: $window, after: $after) { cursor at verdict requestCount } }`;
const FLEET_HEALTH = `subscription ($environment: String, $every: Duration! = "PT1S") {
  fleetHealth(environment: $environment, every: $every) { at changed { requestCount deployment { model { name } } } } }`;
const HISTORY = `query ($id: ID!, $from: DateTime!, $to: DateTime, $maxPoints: Int! = 300) { node(id: $id) { ... on Deployment {
  healthHistory(from: $from, to: $to, maxPoints: $maxPoints) { every endCursor points { at verdict requestCount errorRate latencyMs { p50 } } } } } }`;

interface Health {
  cursor: string;
  at: string;
  verdict: string;
  requestCount: number;
}
interface Names {
  environment: string;
  model: string;
}

let gateway: GatewayForTest;
let context: RequestContext;
let names: Names;
let route: HealthRoute;
const clients: Client[] = [];

beforeAll(async () => {
  gateway = await startGatewayForTest();
  context = await adminContext(gateway);
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
});
afterAll(() => gateway.close());
beforeEach(async () => {
  ({ names, route } = await seedDeployment());
});

async function seedDeployment(environment?: string): Promise<{ names: Names; route: HealthRoute }> {
  const { actor } = context;
  const now = new Date();
  const name = environment ?? `env-${randomUUID()}`;
  if (!environment) await context.db.transaction((tx) => createEnvironment(tx, actor, name, now));
  const model = await seedModel(context);
  const version = await seedVersion(context, model);
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
  const { id } = await context.db.transaction((tx) => startRelease(tx, actor, start, now));
  await context.db.transaction((tx) => promotePrepared(tx, id, now));
  const deployment = await findDeployment(context.db.manager, context.projectId, name, model.name);
  return {
    names: { environment: name, model: model.name },
    route: { deploymentId: deployment!.id, modelVersionId: version.id, role: 'STABLE' },
  };
}

async function ask<T>(query: string, variables: Record<string, unknown>): Promise<T> {
  const { data, errors } = await gateway.ask(query, variables);
  if (errors) throw Object.assign(new Error(errors[0]!.message), { code: errors[0]!.extensions.code });
  return data as T;
}

function connect(): Client {
  const client = createClient({
    url: gateway.socketUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${gateway.token}` },
    retryAttempts: 0,
  });
  clients.push(client);
  return client;
}

/** Events of a subscription until there are `count` of them. */
async function events<T>(field: string, query: string, variables: object, count: number): Promise<T[]> {
  const seen: T[] = [];
  for await (const { data, errors } of connect().iterate({ query, variables: { ...variables } })) {
    if (errors) throw Object.assign(new Error(errors[0]!.message), { code: errors[0]!.extensions?.code });
    seen.push((data as Record<string, T>)[field]!);
    if (seen.length === count) break;
  }
  return seen;
}

/** Predictions all the time, until stopped. */
function underLoad(): () => void {
  const timer = setInterval(() => {
    gateway.serving.health.observe({ ...route, lane: 'w/0', latencyMs: 5 });
  }, 10);
  return () => {
    clearInterval(timer);
  };
}

const secondsOf = (seen: readonly Health[]): number[] => seen.map(({ at }) => Date.parse(at) / 1_000);
const countUp = (from: number, count: number): number[] => Array.from({ length: count }, (_, n) => from + n);
/** Health whose window holds this many predictions. */
const settledHealth = (count: number) =>
  eventually('health of all predictions', async () => {
    const { health } = await ask<{ health: Health }>(HEALTH, { ...names });
    return health.requestCount === count && health;
  });

describe('health', () => {
  test('tells the figures of all gateways, by version too', async () => {
    const other = new HealthRecorder({ db: gateway.db, clock: gateway.services.clock });
    for (let n = 1; n <= 99; n++) {
      const observed = { ...route, lane: 'w/0', latencyMs: n, labels: [n <= 33 ? 'spam' : 'ham'] };
      (n % 2 ? other : gateway.serving.health).observe(observed);
    }
    other.observe({ ...route, latencyMs: 1, error: ErrorCode.UNAVAILABLE });
    await other.stop();
    expect(await settledHealth(100)).toMatchObject({
      window: 'PT1M',
      verdict: 'DEGRADED',
      reasons: [{ code: 'NOT_READY', observed: 1, threshold: null }],
      requestsPerSecond: 100 / 60,
      errorRate: 0.01,
      latencyMs: { p50: expect.closeTo(50, 0), p95: expect.closeTo(95, 0), max: 99 },
      queueLength: 0,
      predictedLabels: [
        { label: 'ham', count: 66, share: 2 / 3 },
        { label: 'spam', count: 33, share: 1 / 3 },
      ],
      otherLabelCount: 0,
      deployment: { id: route.deploymentId },
      byVersion: [{ modelVersion: { id: route.modelVersionId }, role: 'STABLE', requestCount: 100, errorRate: 0.01 }],
    });
  });

  test('without traffic there is no verdict and no latency; without a release there is nothing', async () => {
    const { health } = await ask<{ health: Health }>(HEALTH, { ...names });
    expect(health).toMatchObject({
      verdict: 'UNKNOWN',
      reasons: [{ code: 'NO_TRAFFIC' }],
      requestCount: 0,
      errorRate: null,
      latencyMs: null,
      byVersion: [],
    });
    expect(await ask(HEALTH, { ...names, model: 'never-released' })).toEqual({ health: null });
  });

  test('a window whose beginning is only kept by the hour begins with that hour, and says so', async () => {
    const { health } = await ask<{ health: { window: string } }>(HEALTH, { ...names, window: 'P20D' });
    expect(health.window).toMatch(/^P20D/);
    expect(health.window).not.toBe('P20D');
  });

  test.each(['PT0.5S', 'PT0S', 'P500D', 'PT1.5S'])('a window of %s is refused', async (window) => {
    await expect(ask(HEALTH, { ...names, window })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('modelHealth', () => {
  test('tells at least one event a second under load, and no second twice', async () => {
    const stop = underLoad();
    const seen = await events<Health>('modelHealth', MODEL_HEALTH, names, 5);
    stop();
    expect(secondsOf(seen)).toEqual(countUp(secondsOf(seen)[0]!, 5));
    expect(seen.at(-1)!.requestCount).toBeGreaterThan(0);
  });

  test('a client that comes back with its cursor gets what it missed, and nothing twice', async () => {
    const stop = underLoad();
    const before = await events<Health>('modelHealth', MODEL_HEALTH, names, 2);
    const last = before.at(-1)!;
    await eventually('three more seconds', () => Date.now() - Date.parse(last.at) > 5_000);
    const started = Date.now();
    const after = await events<Health>('modelHealth', MODEL_HEALTH, { ...names, after: last.cursor }, 3);
    stop();
    expect(Date.parse(after.at(-1)!.at)).toBeLessThan(started);
    expect(secondsOf(after)).toEqual(countUp(secondsOf([last])[0]! + 1, 3));
    const again = await events<Health>('modelHealth', MODEL_HEALTH, { ...names, after: last.cursor }, 3);
    expect(again).toEqual(after);
  });

  test('a Postgres that ends every session, as in a restart, neither ends the stream nor costs it a second', async () => {
    const stop = underLoad();
    const url = gateway.services.config.DATABASE_URL!;
    const cut = setInterval(() => {
      void queryOnce(
        url,
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      ).catch(() => undefined);
    }, 100);
    const healed = setTimeout(() => {
      clearInterval(cut);
    }, 2_000);
    const seen = await events<Health>('modelHealth', MODEL_HEALTH, names, 5).finally(() => {
      clearTimeout(healed);
      clearInterval(cut);
      stop();
    });
    expect(secondsOf(seen)).toEqual(countUp(secondsOf(seen)[0]!, 5));
  });

  test('goes on where a history ends', async () => {
    gateway.serving.health.observe({ ...route, latencyMs: 5 });
    await settledHealth(1);
    const from = new Date(Date.now() - 60_000).toISOString();
    const { node } = await ask<{ node: { healthHistory: { points: Health[]; endCursor: string; every: string } } }>(
      HISTORY,
      { id: route.deploymentId, from },
    );
    const { points, every, endCursor } = node.healthHistory;
    expect(every).toBe('PT1S');
    expect(points.reduce((sum, { requestCount }) => sum + requestCount, 0)).toBe(1);
    const [next] = await events<Health>('modelHealth', MODEL_HEALTH, { ...names, after: endCursor }, 1);
    // The last point begins a second before the history ends, and the next event ends a second after.
    expect(Date.parse(next!.at) - Date.parse(points.at(-1)!.at)).toBe(2_000);
  });

  test.each([
    ['every', 'PT0.5S', 'INVALID_INPUT'],
    ['every', 'P2D', 'INVALID_INPUT'],
    ['window', 'PT0S', 'INVALID_INPUT'],
    ['after', 'bm9uc2Vuc2U', 'INVALID_INPUT'],
    ['after', Buffer.from(`health:${Date.parse('2126-01-01T00:00:00Z')}`).toString('base64url'), 'INVALID_INPUT'],
    ['after', Buffer.from(`health:${Date.parse('2026-01-01T00:00:00Z')}`).toString('base64url'), 'CURSOR_EXPIRED'],
    ['model', 'never-released', 'NOT_FOUND'],
  ])('refuses %s: %s with %s', async (argument, value, code) => {
    const refused = events('modelHealth', MODEL_HEALTH, { ...names, [argument]: value }, 1);
    await expect(refused).rejects.toMatchObject({ code });
  });
});

describe('fleetHealth', () => {
  test('tells all deployments first, and later those whose figures changed', async () => {
    const quiet = await seedDeployment(names.environment);
    const stop = underLoad();
    const seen = await events<{ changed: { deployment: { model: { name: string } } }[] }>(
      'fleetHealth',
      FLEET_HEALTH,
      { environment: names.environment },
      3,
    );
    stop();
    const [first, ...later] = seen.map(({ changed }) => changed.map(({ deployment }) => deployment.model.name).sort());
    expect(first).toEqual([names.model, quiet.names.model].sort());
    for (const models of later) expect(models).toEqual([names.model]);
  });

  test('an environment that does not exist is NOT_FOUND', async () => {
    const refused = events('fleetHealth', FLEET_HEALTH, { environment: 'nowhere' }, 1);
    await expect(refused).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('healthHistory', () => {
  test('is as long as asked for, in the shortest steps that maxPoints allows', async () => {
    const at = Date.now();
    const history = async (ageMs: number, maxPoints: number) => {
      const from = new Date(at - ageMs).toISOString();
      const { node } = await ask<{ node: { healthHistory: { points: Health[]; every: string } } }>(HISTORY, {
        id: route.deploymentId,
        from,
        maxPoints,
      });
      expect(node.healthHistory.points.length).toBeLessThanOrEqual(maxPoints);
      expect(node.healthHistory.points[0]).toMatchObject({ verdict: 'UNKNOWN', requestCount: 0, errorRate: null });
      return node.healthHistory.every;
    };
    expect(await history(60_000, 300)).toBe('PT1S');
    expect(await history(3_600_000, 300)).toBe('PT15S');
    expect(await history(24 * 3_600_000, 300)).toBe('PT5M');
    expect(await history(3 * 3_600_000, 1_000)).toBe('PT1M');
    expect(await history(30 * 24 * 3_600_000, 1_000)).toBe('PT1H');
  });

  test.each([
    [{ maxPoints: 0 }],
    [{ maxPoints: 1_001 }],
    [{ from: '2126-01-01T00:00:00Z' }],
    [{ from: '2026-01-01T00:00:00Z', to: '2025-12-31T00:00:00Z' }],
  ])('%j is refused', async (variables) => {
    const from = new Date(Date.now() - 60_000).toISOString();
    const refused = ask(HISTORY, { id: route.deploymentId, from, ...variables });
    await expect(refused).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
