import type { NumericData, Tensors } from '../../onnx/tensor.js';
import type { ModelRunner, Prepared } from './model-runner.js';

/** How far a row's answer may move beside others, relative to its largest value (at least 1). */
const TOLERANCE = 1e-5;

/**
 * Runs sample rows alone, and then together with others, an outlier among them.
 * @returns why rows must run one by one; null when each row's answer was the same
 */
export async function whyDependent<P extends Prepared>(runner: ModelRunner<P>): Promise<string | null> {
  if (runner.unbatchable !== null) return runner.unbatchable;
  try {
    const samples = runner.samples();
    const alone: Tensors[] = [];
    for (const sample of samples) alone.push(...(await runner.run([sample], 1)));
    for (const order of [samples, [...samples].reverse()]) {
      const together = await runner.run(order, order.length);
      for (const [place, sample] of order.entries()) {
        const change = largestChange(alone[samples.indexOf(sample)]!, together[place]!);
        if (change > TOLERANCE) return `a row's answer moves by ${change.toPrecision(2)} beside other rows`;
      }
    }
    return null;
  } catch (error) {
    return `rows could not be run together: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function largestChange(alone: Tensors, together: Tensors): number {
  return Math.max(
    0,
    ...Object.entries(alone).map(([name, { type, dims, data }]) => {
      const other = together[name];
      if (other?.dims.length !== dims.length || other.dims.some((size, axis) => size !== dims[axis])) return Infinity;
      if (type === 'BYTES')
        return (data as readonly string[]).every((text, index) => text === other.data[index]) ? 0 : Infinity;
      return relativeChange(data as NumericData, other.data as NumericData);
    }),
  );
}

function relativeChange(expected: NumericData, actual: NumericData): number {
  let scale = 1;
  let change = 0;
  for (let index = 0; index < expected.length; index++) {
    const [a, b] = [Number(expected[index]), Number(actual[index])];
    if (Object.is(a, b)) continue;
    if (!Number.isFinite(a) || !Number.isFinite(b)) return Infinity;
    change = Math.max(change, Math.abs(a - b));
    scale = Math.max(scale, Math.abs(a));
  }
  return change / scale;
}
