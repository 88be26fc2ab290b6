import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { RequestContext } from '../../../src/access/context.js';
import { toWire } from '../../../src/inference/protocol/tensors/wire-tensor.js';
import { tensor } from '../../../src/onnx/tensor.js';
import { instantOfId, newPredictionId } from '../../../src/prediction/prediction-id.js';
import { PredictionContent } from '../../../src/prediction/prediction.js';
import { TensorPrediction } from '../../../src/prediction/tensors/tensor-prediction.js';
import { dropPartitionsBefore, keepNewest } from '../../../src/prediction/records/prediction-partitions.js';
import { Tensor } from '../../../src/prediction/tensors/tensor.js';
import { type GatewayForTest, startGatewayForTest } from '../../support/gateway.js';
import { adminContext, seedModel, seedVersion } from '../../support/seed.js';

const DAY_MS = 86_400_000;
const TODAY = Date.parse('2026-05-17T12:00:00Z');
const PREDICTION = `query ($id: ID!) { prediction(id: $id) { input { text } ... on TensorPrediction { outputs { base64 } } } }`;

let gateway: GatewayForTest;
let context: RequestContext;
let modelVersionId: string;
beforeAll(async () => {
  gateway = await startGatewayForTest();
  context = await adminContext(gateway);
  modelVersionId = (await seedVersion(context, await seedModel(context))).id;
});
afterAll(() => gateway.close());
beforeEach(() => gateway.db.query('DELETE FROM prediction'));

const strings = (...data: string[]) => new Tensor(toWire('text', tensor('BYTES', [data.length], data)));

async function record(text: string, output = 'nothing', atMs = Date.now()): Promise<string> {
  const id = newPredictionId(atMs);
  const input = Object.assign(new PredictionContent(), { text, pair: null, tensors: null });
  const outputs = [strings(output)];
  const { projectId } = context;
  gateway.serving.records.offer(
    Object.assign(new TensorPrediction(), {
      ...{ id, at: instantOfId(id), projectId, modelVersionId, route: null, latencyMs: 1 },
      ...{ input, outputs },
    }),
  );
  await gateway.serving.records.flush();
  return id;
}

async function keptIds(): Promise<string[]> {
  const rows: { id: string }[] = await gateway.db.query('SELECT id FROM prediction ORDER BY id');
  return rows.map(({ id }) => id);
}

test('personal data never reaches the database: neither in texts nor in tensors of strings', async () => {
  const id = await record('I am ann@example.org', 'write to bob@example.org');
  const [{ stored }]: [{ stored: string }] = await gateway.db.query(
    'SELECT row_to_json(prediction)::text AS stored FROM prediction',
  );
  expect(stored).not.toContain('example.org');
  const { data } = await gateway.ask(PREDICTION, { id });
  expect(data).toMatchObject({
    prediction: { input: { text: 'I am [EMAIL]' }, outputs: [{ base64: strings('write to [EMAIL]').base64 }] },
  });
});

test('a prediction of large tensors is not recorded, and is counted', async () => {
  const dropped = gateway.serving.records.droppedCount;
  await record('small');
  await record('large', 'x'.repeat(5_000_000));
  expect(await keptIds()).toHaveLength(1);
  expect(gateway.serving.records.droppedCount).toBe(dropped + 1);
});

describe('retention', () => {
  async function threeDays(): Promise<string[]> {
    const ids: string[] = [];
    for (const daysAgo of [2, 1, 0])
      for (let second = 0; second < 3; second++)
        ids.push(await record('x', 'y', TODAY - daysAgo * DAY_MS + second * 1_000));
    return ids;
  }

  test.each([9, 8, 6, 5, 3, 2])('by rows keeps the newest %i of 9', async (count) => {
    const ids = await threeDays();
    await keepNewest(gateway.db, count);
    expect(await keptIds()).toEqual(ids.slice(9 - count));
    // The day of a partition that is gone can be written again.
    await dropPartitionsBefore(gateway.db, new Date(TODAY + DAY_MS));
    await expect(threeDays()).resolves.toHaveLength(9);
    expect(await keptIds()).toHaveLength(9);
  });

  test('by age drops whole days', async () => {
    const ids = await threeDays();
    await dropPartitionsBefore(gateway.db, new Date(TODAY - DAY_MS));
    expect(await keptIds()).toEqual(ids.slice(3));
  });
});
