import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OipClient } from '../../src/inference/backends/oip-client.js';
import { inspectModel } from '../../src/onnx/inspect.js';
import {
  expectClose,
  modelOfCase,
  NODE_TEST_CASES,
  NODE_TESTS_FOLDER,
  tensorsOfCase,
  WITHOUT_KERNEL,
} from '../onnx/node-test-cases.js';
import { TestHome, TestWorker } from './worker/worker-process.js';

const TIMEOUT_MS = 10_000;

(NODE_TESTS_FOLDER ? describe : describe.skip)(
  'the ONNX backend test suite through /v2 (skipped: ONNX_NODE_TESTS names no folder)',
  () => {
    let home: TestHome;
    let worker: TestWorker;
    let client: OipClient;
    const notServed: string[] = [];
    beforeAll(async () => {
      home = await TestHome.create();
      worker = await TestWorker.start(home);
      client = new OipClient(worker.url, undefined);
    });
    afterAll(async () => {
      await client.close();
      await worker.stop();
      await home.remove();
      const served = NODE_TEST_CASES.length - notServed.length;
      console.log([`${served} of ${NODE_TEST_CASES.length} models are served. The others:`, ...notServed].join('\n'));
    });

    if (NODE_TEST_CASES.length === 0) test('no case', () => undefined);

    test.each(NODE_TEST_CASES)(
      '%s gives its expected outputs, or is refused for a kernel that is missing',
      async (name) => {
        const bytes = modelOfCase(name);
        const { inputs, outputs } = inspectModel(bytes);
        const given = tensorsOfCase(name, 'input');
        const loaded = await worker.load(await home.model(name, bytes));
        if (loaded.status !== 200) {
          notServed.push(`${name}: ${loaded.body.error}`);
          expect(loaded.body.error).toMatch(WITHOUT_KERNEL);
          return;
        }

        const feeds = Object.fromEntries(inputs.map((input, index) => [input.name, given[index]!]));
        const answer = await client.infer(name, feeds, { timeoutMs: TIMEOUT_MS });

        expectClose(
          outputs.map((output) => answer.outputs[output.name]!),
          tensorsOfCase(name, 'output'),
          1e-4,
        );
        await worker.request('POST', `/v2/repository/models/${name}/unload`);
      },
    );
  },
);
