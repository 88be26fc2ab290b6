import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { auditServer } from 'graphql-http';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';

let gateway: GatewayForTest;
beforeAll(async () => {
  gateway = await startGatewayForTest();
});
afterAll(() => gateway.close());

test('every audit of GraphQL over HTTP passes', async () => {
  const results = await auditServer({
    url: gateway.url,
    fetchFn: (url: string, init: RequestInit = {}) =>
      fetch(url, {
        ...init,
        headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${gateway.token}` },
      }),
  });
  const failures = results.flatMap((result) => (result.status === 'ok' ? [] : [`${result.name}: ${result.reason}`]));
  expect(failures).toEqual([]);
  expect(results).toHaveLength(61);
});
