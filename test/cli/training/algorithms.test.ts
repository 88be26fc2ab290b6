import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type GatewayForTest, startGatewayForTest } from '../../support/gateway.js';
import { runSluice } from '../run-sluice.js';

let gateway: GatewayForTest;
let env: Record<string, string>;
beforeAll(async () => {
  gateway = await startGatewayForTest();
  env = { SLUICE_URL: gateway.url, SLUICE_TOKEN: gateway.token };
});
afterAll(() => gateway.close());

test('all algorithms are listed, with what their models are for', async () => {
  const { stdout } = await runSluice(env, 'algorithm', 'list');
  expect(stdout).toMatch(/^maximum-entropy +classification +A linear classifier\.$/m);
  expect(stdout.trimEnd().split('\n')).toHaveLength(13);
});

test('the settings of one are shown with their types, defaults and meaning', async () => {
  const { stdout } = await runSluice(env, 'algorithm', 'show', 'maximum-entropy');
  expect(stdout).toMatch(/^wordNgrams {2}Int, default 2\n {4}Longest run of words/m);
  expect(stdout).toMatch(/^classWeights {2}NONE \| BALANCED, default NONE$/m);
});

test('an algorithm that there is not is refused with those that there are', async () => {
  const { code, stderr } = await runSluice(env, 'algorithm', 'show', 'gpt');
  expect([code, stderr]).toEqual([2, expect.stringContaining('text-gan')]);
});
