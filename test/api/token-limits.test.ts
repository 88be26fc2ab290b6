import { describe, expect, test } from '@jest/globals';
import { TokenLimits } from '../../src/api/limits/token-limits.js';
import { LimitExceededError } from '../../src/lib/errors.js';
import { startGatewayForTest } from '../support/gateway.js';

function limitsAt(ratePerSecond: number, maxConcurrency: number) {
  let nowMs = 1_000_000;
  const limits = new TokenLimits({ ratePerSecond, maxConcurrency }, { now: () => new Date(nowMs) });
  return { limits, wait: (ms: number) => (nowMs += ms) };
}

function refusalOf(run: () => unknown): Record<string, unknown> {
  try {
    run();
  } catch (error) {
    if (error instanceof LimitExceededError) return error.details;
    throw error;
  }
  throw new Error('It was let in.');
}

describe('a token', () => {
  test('may start one second worth of operations at once, and then goes on at its rate', () => {
    const { limits, wait } = limitsAt(10, 0);
    for (let n = 0; n < 10; n += 1) limits.admit('a')();
    expect(refusalOf(() => limits.admit('a'))).toMatchObject({ limit: 10, retryAfterMs: 100 });
    wait(100);
    limits.admit('a')();
    expect(refusalOf(() => limits.admit('a'))).toMatchObject({ limit: 10 });
  });

  test('has a bounded number of operations under way, and a place again when one ends', () => {
    const { limits } = limitsAt(0, 2);
    const end = limits.admit('a');
    limits.admit('a');
    expect(refusalOf(() => limits.admit('a'))).toMatchObject({ limit: 2, actual: 3 });
    end();
    end();
    limits.admit('a');
    expect(refusalOf(() => limits.admit('a'))).toMatchObject({ actual: 3 });
  });

  test('takes nothing from another', () => {
    const { limits } = limitsAt(1, 1);
    limits.admit('a');
    limits.admit('b');
    expect(refusalOf(() => limits.admit('b'))).toMatchObject({ limit: 1 });
  });
});

test('over HTTP a refusal by rate says when to come again', async () => {
  const gateway = await startGatewayForTest({ env: { RATE_LIMIT_PER_SECOND: '1' } });
  try {
    const body = JSON.stringify({ query: '{ viewer { id } }' });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${gateway.token}` };
    const answers = await Promise.all([1, 2, 3].map(() => fetch(gateway.url, { method: 'POST', body, headers })));
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get('retry-after')).toBe('1');
    expect(await refused?.json()).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 1 } }] });
  } finally {
    await gateway.close();
  }
});
