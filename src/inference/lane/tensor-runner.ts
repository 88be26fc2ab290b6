import { InvalidInputError } from '../../lib/errors.js';
import { assertFits, type Session } from '../../onnx/runtime/session.js';
import { type Datatype, type Tensor, type Tensors, tensor, valueCount, zeros } from '../../onnx/tensor.js';
import type { ModelRunner, Prepared, RunObserver } from './model-runner.js';
import { joinRows, splitRows } from './rows.js';

/** Of half precision, as bits: all but the sign, and infinity, beyond which all is NaN. */
const HALF_MAGNITUDE = 0x7fff;
const HALF_INFINITY = 0x7c00;
/** Size that free axes but the first have in samples. */
const SAMPLE_SIZE = 8;

interface PreparedTensors extends Prepared {
  readonly inputs: Tensors;
}

/** Runs a model on its callers' own tensors. */
export class TensorRunner implements ModelRunner<PreparedTensors> {
  readonly inputs;
  readonly outputs;
  readonly unbatchable: string | null;
  readonly takesJoined = true;

  constructor(
    private readonly session: Session,
    private readonly observe: RunObserver,
  ) {
    this.inputs = session.inputs;
    this.outputs = session.outputs;
    const fixed = [...session.inputs, ...session.outputs].find(({ shape }) => shape[0] === undefined || shape[0] >= 0);
    this.unbatchable = fixed ? `"${fixed.name}" has no free first axis` : null;
  }

  prepare(inputs: Tensors): PreparedTensors {
    assertFits(this.inputs, inputs);
    Object.entries(inputs).forEach(assertNumbers);
    const rows = this.unbatchable === null ? rowsOf(inputs) : 1;
    return { inputs, rows, group: this.inputs.map(({ name }) => inputs[name]!.dims.slice(1).join('x')).join(' ') };
  }

  async run(requests: readonly PreparedTensors[], maxRows: number): Promise<Tensors[]> {
    const answers: Tensors[] = [];
    for (const batch of batchesOf(requests, maxRows)) answers.push(...(await this.runTogether(batch)));
    return answers;
  }

  samples(): PreparedTensors[] {
    return [1, 2, 1000].map((scale, seed) =>
      this.prepare(
        Object.fromEntries(
          this.inputs.map(({ name, datatype, shape }) => [name, sample(datatype, shape, scale, seed)]),
        ),
      ),
    );
  }

  private async runTogether(requests: readonly PreparedTensors[]): Promise<Tensors[]> {
    const feeds = joinRows(requests.map(({ inputs }) => inputs));
    const counts = requests.map(({ rows }) => rows);
    const started = performance.now();
    const outputs = await this.session.run(feeds);
    this.observe(
      counts.reduce((sum, rows) => sum + rows),
      performance.now() - started,
    );
    return requests.length === 1 ? [outputs] : splitRows(outputs, counts);
  }
}

function batchesOf<P extends Prepared>(requests: readonly P[], maxRows: number): P[][] {
  const batches: P[][] = [];
  let rows = Infinity;
  for (const request of requests) {
    rows += request.rows;
    if (rows > maxRows) {
      batches.push([]);
      rows = request.rows;
    }
    batches.at(-1)!.push(request);
  }
  return batches;
}

function rowsOf(inputs: Tensors): number {
  const [first, ...others] = Object.entries(inputs).map(([name, { dims }]) => ({ name, rows: dims[0]! }));
  if (!first) return 1;
  const other = others.find(({ rows }) => rows !== first.rows);
  if (other)
    throw new InvalidInputError(`"${first.name}" has ${first.rows} rows and "${other.name}" has ${other.rows}.`, [
      other.name,
    ]);
  if (first.rows === 0) throw new InvalidInputError(`The batch is empty: "${first.name}" has no rows.`, [first.name]);
  return first.rows;
}

function assertNumbers([name, { type, data }]: [string, Tensor]): void {
  const hasNaN =
    ((type === 'FP32' || type === 'FP64') && holdsNaN(data as Float32Array | Float64Array)) ||
    (type === 'FP16' && (data as Uint16Array).some((bits) => (bits & HALF_MAGNITUDE) > HALF_INFINITY));
  if (hasNaN) throw new InvalidInputError(`"${name}" holds NaN, which is no number to predict from.`, [name]);
}

/** NaN spreads into a sum, which a batch is read for in a tenth of the time; infinities that cancel out do too, so a look at each number decides. */
function holdsNaN(data: Float32Array | Float64Array): boolean {
  let even = 0;
  let odd = 0;
  for (let at = 0; at < data.length; at += 2) {
    even += data[at]!;
    odd += data[at + 1] ?? 0;
  }
  return Number.isNaN(even + odd) && data.some(Number.isNaN);
}

/** Numbers that differ from sample to sample; small ones where they may be indices. */
function sample(type: Datatype, shape: readonly number[], scale: number, seed: number): Tensor {
  const dims = shape.map((size, axis) => (size >= 0 ? size : axis === 0 ? 1 : SAMPLE_SIZE));
  const count = valueCount(dims);
  if (type === 'BYTES')
    return tensor(
      type,
      dims,
      Array.from({ length: count }, (_, index) => `text ${seed} ${index}`),
    );
  const values = zeros(type, count);
  for (let index = 0; index < count; index++) {
    const whole = (index + seed) % 2;
    if (values instanceof BigInt64Array || values instanceof BigUint64Array) values[index] = BigInt(whole);
    else
      values[index] =
        values instanceof Float32Array || values instanceof Float64Array
          ? Math.sin(index * 12.9898 + seed + 1) * scale
          : whole;
  }
  return tensor<Datatype>(type, dims, values);
}
