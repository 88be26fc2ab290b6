import { afterEach, expect, test } from '@jest/globals';
import { SluiceClient, SluiceError, TypedDocumentString } from '../../src/client/index.js';
import { type SubscriptionServer, startSubscriptionServer, TOKEN } from './subscription-server.js';

interface Ticked {
  ticked: { cursor: string; number: number };
}
const Ticks = new TypedDocumentString<Ticked, { after?: string | null }>(
  'subscription Ticks($after: Cursor) { ticked(after: $after) { cursor number } }',
);

let server: SubscriptionServer;
let client: SluiceClient;
afterEach(async () => {
  await client.close();
  await server.close();
});

async function start(
  last: number,
  cutAfter: readonly number[] = [],
  { token = TOKEN, unread = [] as readonly number[] } = {},
): Promise<void> {
  server = await startSubscriptionServer(last, cutAfter, unread);
  client = new SluiceClient({ url: server.url, token });
}

async function numbers(variables: { after?: string | null } = {}): Promise<number[]> {
  const seen: number[] = [];
  for await (const { ticked } of client.subscribe(Ticks, variables)) seen.push(ticked.number);
  return seen;
}

test('a subscription gives every event and ends when the server completes it', async () => {
  await start(3);
  await expect(numbers()).resolves.toEqual([1, 2, 3]);
});

test('a connection that is cut comes back behind the last event: nothing is missed, nothing comes twice', async () => {
  await start(6, [2, 5]);
  await expect(numbers()).resolves.toEqual([1, 2, 3, 4, 5, 6]);
  expect(server.positions).toEqual([null, '2', '5']);
});

test('an event that could not be read whole comes again, behind the last one that could', async () => {
  await start(5, [], { unread: [3] });
  await expect(numbers()).resolves.toEqual([1, 2, 3, 4, 5]);
  expect(server.positions).toEqual([null, '2']);
});

test('a subscription starts behind the cursor that it is given', async () => {
  await start(4);
  await expect(numbers({ after: '2' })).resolves.toEqual([3, 4]);
});

test('leaving the loop ends the subscription', async () => {
  await start(1_000_000);
  for await (const { ticked } of client.subscribe(Ticks, {})) if (ticked.number === 3) break;
  expect(server.positions).toEqual([null]);
});

test('an aborted signal ends the loop with its reason', async () => {
  await start(1_000_000);
  const controller = new AbortController();
  const read = async (): Promise<void> => {
    for await (const { ticked } of client.subscribe(Ticks, {}, { signal: controller.signal }))
      if (ticked.number === 3) controller.abort(new Error('enough'));
  };
  await expect(read()).rejects.toThrow('enough');
});

test('an error of the server has its code', async () => {
  await start(3);
  await expect(numbers({ after: 'expired' })).rejects.toMatchObject({ code: 'CURSOR_EXPIRED', message: 'Too old.' });
});

test('a refused token is an error at once, with the sentence of the server', async () => {
  await start(3, [], { token: 'wrong' });
  const refusal = await numbers().catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(SluiceError);
  expect(refusal).toMatchObject({ code: 'UNAUTHENTICATED', message: 'This API token is unknown.' });
});
