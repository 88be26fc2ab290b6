import { parseArgs } from 'node:util';
import { parseInferenceServers } from '#sluice/config/inference-servers.js';
import { ModelServers } from '#sluice/inference/servers/model-servers.js';
import { toWire, fromWire } from '#sluice/inference/protocol/tensors/wire-tensor.js';
import { isDomainError } from '#sluice/lib/errors.js';
import { createLogger } from '#sluice/lib/logger.js';
import type { TensorSpec } from '#sluice/onnx/spec.js';
import { type ArrayOf, Datatype, type Tensor, tensor } from '#sluice/onnx/tensor.js';

/*
 * Asks a server of the Open Inference Protocol with the client of the gateway, and says what came of each call:
 *
 *     npm run build && node bench/peers/model-servers/verify.ts http://127.0.0.1:8080 grpc://127.0.0.1:8081
 *
 * The server has the models of mlserver_models.py or pytriton_models.py. Ends with code 1 when an answer is not what it should be.
 */

const VALUES: { [D in Datatype]: ArrayOf[D] } = {
  BOOL: Uint8Array.of(1, 0),
  UINT8: Uint8Array.of(0, 255),
  UINT16: Uint16Array.of(0, 65_535),
  UINT32: Uint32Array.of(0, 2 ** 32 - 1),
  UINT64: BigUint64Array.of(0n, 2n ** 53n - 1n),
  INT8: Int8Array.of(-128, 127),
  INT16: Int16Array.of(-32_768, 32_767),
  INT32: Int32Array.of(-(2 ** 31), 2 ** 31 - 1),
  INT64: BigInt64Array.of(-(2n ** 53n) + 1n, 2n ** 53n - 1n),
  FP16: Uint16Array.of(0x3c00, 0xc000),
  FP32: Float32Array.of(-0.5, 1e30),
  FP64: Float64Array.of(Math.PI, -1e300),
  BYTES: ['', 'Grüße 👋 שלום'],
};
const ROWS: Omit<TensorSpec, 'name'> = { datatype: 'FP32', shape: [-1, 2] };
const LINE = { inputs: [{ name: 'x', ...ROWS }], outputs: [{ name: 'y', ...ROWS }], optional: [] };
const TIMEOUT_MS = 20_000;
const AT_ONCE = 64;

const { positionals } = parseArgs({ allowPositionals: true });
const servers = parseInferenceServers(positionals.map((url, index) => `s${index}=${url}`).join(' '), '');
if ('problems' in servers || servers.length === 0)
  throw new TypeError('Give URLs: http://host:port or grpc://host:port.');
const clients = new ModelServers({ servers, logger: createLogger('silent') });
let failed = 0;

/** Says whether `act` gave one of what is expected: a value, or the code of an error. */
async function show(what: string, act: () => Promise<unknown>, ...expected: unknown[]): Promise<void> {
  let got: unknown;
  let words = '';
  try {
    got = await act();
  } catch (error) {
    got = isDomainError(error) ? error.code : error;
    words = (error as Error).message;
  }
  const right = expected.some((one) => print(got) === print(one));
  if (!right) failed += 1;
  process.stdout.write(`${right ? 'ok  ' : 'FAIL'} ${what}: ${print(got).slice(0, 120)} ${words.slice(0, 160)}\n`);
}

function print(value: unknown): string {
  const text = JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return String(part);
    return ArrayBuffer.isView(part) ? Array.from(part as unknown as number[]) : part;
  }) as string | undefined;
  return text ?? 'nothing';
}

for (const { name, url, protocol } of servers) {
  process.stdout.write(`${url}\n`);
  const of = (model: string) => ({ name, model, modelVersion: null });
  const run = async (model: string, given: string, asked: Tensor, outputs = ['y']): Promise<Tensor> => {
    const inputs = [toWire(given, asked)];
    const answer = await clients.inferWire(of(model), inputs, { timeoutMs: TIMEOUT_MS, outputs });
    return fromWire(answer.outputs[0]!);
  };
  const rows = (...values: number[]) => tensor('FP32', [values.length / 2, 2], Float32Array.from(values));

  await show('a model of the signature is taken', () => clients.assertServes(of('line'), LINE), undefined);
  const other = { ...LINE, inputs: [{ name: 'x', datatype: 'INT64' as const, shape: [-1, 2] }] };
  await show('one of another is not', () => clients.assertServes(of('line'), other), 'INVALID_INPUT');
  // Triton lets no model be silent.
  await show(
    'one that does not tell is not',
    () => clients.assertServes(of('silent'), LINE),
    'INVALID_INPUT',
    'UNAVAILABLE',
  );
  await show('one that is not there is not ready', () => clients.assertServes(of('nothing'), LINE), 'UNAVAILABLE');
  await show('y = 2x + 1', () => run('line', 'x', rows(1, 2, 3, 4)), rows(3, 5, 7, 9));
  const many = Array.from({ length: 20_000 }, (_, index) => index);
  await show('10,000 rows', async () => (await run('line', 'x', rows(...many))).data.at(-1), 39_999);
  await show(
    `${AT_ONCE} at once, each its own answer`,
    async () => {
      const asked = Array.from({ length: AT_ONCE * 4 }, (_, index) => run('line', 'x', rows(index, 0)));
      return (await Promise.all(asked)).every(({ data }, index) => data[0] === 2 * index + 1);
    },
    true,
  );
  await show(
    'texts',
    () => run('lengths', 'text', tensor('BYTES', [3], ['', 'abc', 'ü👋']), ['probabilities']),
    tensor('FP32', [3, 2], Float32Array.of(0, 0, 3, 3, 2, 6)),
  );
  for (const type of Object.values(Datatype)) {
    const asked = tensor<Datatype>(type, [2], VALUES[type]);
    // A server that takes JSON only cannot be given half precision.
    const orRefused = type === 'FP16' && protocol === 'http' ? ['INVALID_INPUT'] : [];
    await show(type, () => run(`copy_${type}`, 'x', asked), asked, ...orRefused);
  }
  await show('an output that is not there', () => run('line', 'x', rows(1, 2), ['z']), 'UNAVAILABLE', 'INVALID_INPUT');
  await show('a model that is not there', () => run('nothing', 'x', rows(1, 2)), 'UNAVAILABLE');
  await show('a model that breaks', () => run('broken', 'x', rows(1, 2)), 'UNAVAILABLE');
}
await clients.stop();
process.exitCode = failed > 0 ? 1 : 0;
