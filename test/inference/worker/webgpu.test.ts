import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OipClient } from '../../../src/inference/backends/oip-client.js';
import { GraphBuilder } from '../../../src/onnx/builder.js';
import { tensor } from '../../../src/onnx/tensor.js';
import { seededNormals, relativeError } from '../../onnx/random.js';
import { TestHome, TestWorker, until } from './worker-process.js';

const ROWS = 16;
const WIDTH = 64;
const HIDDEN = 128;

/** A perceptron with one hidden layer and a softmax. */
function perceptron(): Uint8Array {
  const graph = new GraphBuilder();
  const weights = (rows: number, columns: number) =>
    graph.constant(tensor('FP32', [rows, columns], seededNormals(rows * columns, rows)));
  const hidden = graph.node('Relu', [
    graph.node('MatMul', [graph.input('x', 'FP32', ['N', WIDTH]), weights(WIDTH, HIDDEN)]),
  ]);
  graph.output('y', graph.node('Softmax', [graph.node('MatMul', [hidden, weights(HIDDEN, 8)])]), 'FP32', ['N', 8]);
  return graph.toBytes();
}

(process.env.VK_ICD_FILENAMES ? describe : describe.skip)(
  'a WebGPU device, SwiftShader in software for one (skipped: VK_ICD_FILENAMES names no Vulkan driver)',
  () => {
    let home: TestHome;
    let worker: TestWorker;
    let client: OipClient;
    beforeAll(async () => {
      home = await TestHome.create();
      worker = await TestWorker.start(home, { INFERENCE_DEVICES: 'webgpu,cpu' });
      client = new OipClient(worker.url, undefined);
      const model = perceptron();
      expect(await worker.load(await home.model('device', model))).toMatchObject({ status: 200 });
      expect(await worker.load(await home.model('cpu', model), { devices: 'cpu' })).toMatchObject({ status: 200 });
    }, 120_000);
    afterAll(async () => {
      await client.close();
      await worker.stop();
      await home.remove();
    });

    const answerOf = async (model: string) => {
      const x = tensor('FP32', [ROWS, WIDTH], seededNormals(ROWS * WIDTH, 7));
      return (await client.infer(model, { x }, { timeoutMs: 10_000 })).outputs.y!.data as Float32Array;
    };

    test('runs a model, says so, and answers as the CPU does', async () => {
      const { models } = await worker.report();
      expect(Object.fromEntries(models.map(({ name, device }) => [name, device]))).toEqual({
        device: { requested: ['webgpu', 'cpu'], effective: 'webgpu', reason: null },
        cpu: { requested: ['cpu'], effective: 'cpu', reason: null },
      });
      expect(relativeError(await answerOf('device'), await answerOf('cpu'))).toBeLessThan(1e-4);
    });

    test('is taken up again by a lane that was killed', async () => {
      const before = await answerOf('device');
      await worker.killLane(0);
      await until(async () => (await worker.report()).lanes[0]!.models.length === 2);
      expect((await worker.report()).models[0]!.device?.effective).toBe('webgpu');
      expect(relativeError(await answerOf('device'), before)).toBeLessThan(1e-6);
    });
  },
);
