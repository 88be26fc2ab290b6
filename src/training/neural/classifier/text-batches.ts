import { permutation, uniform } from '../../../numerics/random.js';
import { tensor, type Tensors } from '../../../onnx/tensor.js';
import type { Steps } from '../train-epochs.js';
import type { EncodedTexts } from './encoded-texts.js';

/** Widths of batches are multiples of this, so that several batches have one. */
const WIDTH_STEP = 16;
/** Among so many batches texts are sorted by their length. */
const POOL = 32;
/** Keep these draws apart from others of the same seed. */
const ORDER = 0x0dde2;
const RUNS = 0x2f1e5;

interface Batch {
  readonly texts: readonly number[];
  readonly width: number;
}

/**
 * The texts of an epoch in batches of like lengths, so that little is filled up: drawn in another order each time, sorted within pools, and the
 * runs of batches of one width drawn again. What is left over at the end of an epoch is in another one.
 */
export class TextBatches {
  readonly perEpoch: number;
  private planned: { epoch: number; batches: readonly Batch[] } | null = null;

  /**
   * @param size texts of a batch, as many as there are texts at most
   * @param taught (texts, labels) what a teacher says of each text; null without one
   */
  constructor(
    private readonly texts: EncodedTexts,
    private readonly size: number,
    private readonly seed: number,
    private readonly taught: Float32Array | null = null,
  ) {
    this.perEpoch = Math.floor(texts.count / size);
  }

  /** Consecutive batches of one width. */
  steps(epoch: number, first: number, most: number): Steps {
    const batches = this.batchesOf(epoch);
    const { width } = batches[first]!;
    let end = first + 1;
    while (end < first + most && batches[end]!.width === width) end++;
    const chosen = batches.slice(first, end);
    const texts = chosen.flatMap((batch) => batch.texts);
    const { tokens, known } = filledUp(this.texts, texts, width);
    const dims = [chosen.length, this.size, width];
    const places = BigInt64Array.from({ length: chosen.length * width }, (_, at) => BigInt(at % width));
    const labels = BigInt64Array.from(texts, (text) => BigInt(this.texts.labelOf(text)));
    return {
      count: chosen.length,
      inputs: {
        tokens: tensor('INT64', dims, tokens),
        known: tensor('INT64', dims, known),
        places: tensor('INT64', [chosen.length, 1, width], places),
        labels: tensor('INT64', [chosen.length, this.size], labels),
        ...this.taughtOf(texts, chosen.length),
      },
      tokens: texts.reduce((sum, text) => sum + this.texts.tokensOf(text).length, 0),
    };
  }

  private taughtOf(texts: readonly number[], steps: number): Tensors {
    const { taught, size } = this;
    if (!taught) return {};
    const width = taught.length / this.texts.count;
    const values = new Float32Array(texts.length * width);
    texts.forEach((text, row) => {
      values.set(taught.subarray(text * width, (text + 1) * width), row * width);
    });
    return { taught: tensor('FP32', [steps, size, width], values) };
  }

  private batchesOf(epoch: number): readonly Batch[] {
    if (this.planned?.epoch !== epoch) this.planned = { epoch, batches: this.plan(epoch) };
    return this.planned.batches;
  }

  private plan(epoch: number): Batch[] {
    const { texts, size, perEpoch, seed } = this;
    const order = Array.from(permutation(texts.count, seed ^ ORDER, epoch)).slice(0, perEpoch * size);
    const lengthOf = (text: number) => texts.tokensOf(text).length;
    const batches: Batch[] = [];
    for (let start = 0; start < order.length; start += POOL * size) {
      const pool = order.slice(start, start + POOL * size).sort((a, b) => lengthOf(a) - lengthOf(b) || a - b);
      const runs = new Map<number, Batch[]>();
      for (let at = 0; at < pool.length; at += size) {
        const chosen = pool.slice(at, at + size);
        const width = widthFor(lengthOf(chosen.at(-1)!));
        runs.set(width, [...(runs.get(width) ?? []), { texts: chosen, width }]);
      }
      const drawn = [...runs].sort(
        ([a], [b]) => uniform(seed ^ RUNS, epoch, start + a) - uniform(seed ^ RUNS, epoch, start + b),
      );
      batches.push(...drawn.flatMap(([, run]) => run));
    }
    return batches;
  }
}

/** Tokens that a batch is wide whose longest text has so many. */
export function widthFor(longest: number): number {
  return WIDTH_STEP * Math.ceil(longest / WIDTH_STEP);
}

/** Texts as the served graph takes them, the shortest first: no more than `size` at once. */
export function* measuringBatches(
  texts: EncodedTexts,
  size: number,
): Generator<{ inputs: Tensors; labels: readonly number[] }> {
  const order = Array.from({ length: texts.count }, (_, text) => text).sort(
    (a, b) => texts.tokensOf(a).length - texts.tokensOf(b).length,
  );
  for (let start = 0; start < order.length; start += size) {
    const chosen = order.slice(start, start + size);
    const width = texts.tokensOf(chosen.at(-1)!).length;
    const { tokens, known } = filledUp(texts, chosen, width);
    const dims = [chosen.length, width];
    const places = BigInt64Array.from({ length: chosen.length * width }, (_, at) => BigInt(at % width));
    yield {
      inputs: {
        input_ids: tensor('INT64', dims, tokens),
        attention_mask: tensor('INT64', dims, known),
        position_ids: tensor('INT64', dims, places),
      },
      labels: chosen.map((text) => texts.labelOf(text)),
    };
  }
}

/** Rows of tokens, and 1 where there is one. */
function filledUp(
  texts: EncodedTexts,
  chosen: readonly number[],
  width: number,
): { tokens: BigInt64Array<ArrayBuffer>; known: BigInt64Array<ArrayBuffer> } {
  const [tokens, known] = [new BigInt64Array(chosen.length * width), new BigInt64Array(chosen.length * width)];
  chosen.forEach((text, row) => {
    const ids = texts.tokensOf(text);
    for (let at = 0; at < ids.length; at++) tokens[row * width + at] = BigInt(ids[at]!);
    known.fill(1n, row * width, row * width + ids.length);
  });
  return { tokens, known };
}
