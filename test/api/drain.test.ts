import { describe, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Authorized, Ctx, Int, Query, Resolver, Root, Subscription } from 'type-graphql';
import WebSocket from 'ws';
import { RequestContext } from '../../src/access/context.js';
import { Role } from '../../src/access/role.js';
import { startGatewayForTest } from '../support/gateway.js';
import { eventually } from '../support/eventually.js';

let answer = Promise.withResolvers<number>();
let asked = 0;

async function* silence({ context }: { context: RequestContext }): AsyncGenerator<number> {
  yield await Promise.resolve(1);
  await once(context.signal, 'abort');
}

@Resolver()
class SlowResolver {
  @Authorized(Role.VIEWER)
  @Query(() => Int, { description: 'Answers when it is told to.' })
  async slow(): Promise<number> {
    asked += 1;
    return answer.promise;
  }

  @Authorized(Role.VIEWER)
  @Query(() => Int, { description: 'Waits until nobody waits for it.' })
  async endless(@Ctx() { signal }: RequestContext): Promise<number> {
    asked += 1;
    await once(signal, 'abort');
    return 0;
  }

  @Authorized(Role.VIEWER)
  @Subscription(() => Int, { subscribe: silence, description: 'One number.' })
  ticks(@Root() n: number): number {
    return n;
  }
}

describe('a gateway that is told to stop', () => {
  test('is first not ready, then answers what is under way, and closes sockets with 1001', async () => {
    asked = 0;
    answer = Promise.withResolvers<number>();
    const gateway = await startGatewayForTest({ resolvers: [SlowResolver], env: { DRAIN_DELAY_MS: '300' } });
    const client = createClient({
      url: gateway.socketUrl,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${gateway.token}` },
      retryAttempts: 0,
    });
    const socketClosed = new Promise((resolve) => client.on('closed', resolve));
    const ticks = client.iterate({ query: 'subscription { ticks }' });
    await ticks.next();
    const rest = ticks.next().catch(() => undefined);
    const underWay = gateway.ask('{ slow }');
    await eventually('the question', () => asked === 1);

    const drained = gateway.drain(5_000);
    const probe = await fetch(new URL('/readyz', gateway.url));
    expect(probe.status).toBe(503);
    expect(await probe.text()).toContain('draining');
    expect(await gateway.ask('{ viewer { name } }')).toEqual({ data: { viewer: { name: 'admin' } } });

    expect(await socketClosed).toMatchObject({ code: 1001 });
    await expect(fetch(new URL('/readyz', gateway.url))).rejects.toThrow();
    answer.resolve(42);
    expect(await underWay).toEqual({ data: { slow: 42 } });
    await drained;
    await rest;
    await gateway.close();
  });

  test('tells what takes too long that nobody waits, and is done within the grace', async () => {
    asked = 0;
    const gateway = await startGatewayForTest({ resolvers: [SlowResolver] });
    const underWay = gateway.ask('{ endless }');
    await eventually('the question', () => asked === 1);
    const drained = gateway.drain(1_000).then(() => 'drained');
    expect(await Promise.race([drained, delay(3_000, 'late')])).toBe('drained');
    expect(await underWay).toEqual({ data: { endless: 0 } });
    await gateway.close();
  });
});
