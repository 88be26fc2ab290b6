import { permutation } from '../../../numerics/random.js';
import { tensor, type Tensor, type Tensors } from '../../../onnx/tensor.js';
import type { Refuse } from '../../setting-limits.js';
import type { Window } from '../language-model/language-network.js';

/** Texts of a longest length: those that go on are cut there, and have no token that ends them. */
export class ShortTexts {
  private readonly rows: Int32Array[] = [];
  /** Tokens of all texts, with those that end them. */
  tokens = 0;

  /** @param length most tokens of a text */
  constructor(
    readonly length: number,
    readonly endId: number,
  ) {}

  get count(): number {
    return this.rows.length;
  }

  push(ids: readonly number[]): void {
    const row = cutRow(ids, this.length, this.endId);
    if (row[0] === this.endId) return;
    this.rows.push(row);
    this.tokens += row.length;
  }

  /** Tokens of each text, with the one that ends it where it was not cut. */
  get all(): readonly Int32Array[] {
    return this.rows;
  }
}

/** The first tokens of a text, up to and with the one that ends it. */
export function cutRow(ids: readonly number[], length: number, endId: number): Int32Array {
  const end = ids.indexOf(endId);
  return Int32Array.from([...(end < 0 ? ids : ids.slice(0, end)), endId].slice(0, length));
}

/** Texts in another order in each epoch, the same for the same seed and stream. */
export class TextBatches {
  /** Batches of an epoch. */
  readonly perEpoch: number;
  private readonly orders = new Map<number, { readonly epoch: number; readonly rows: Int32Array }>();

  /** @throws {InvalidInputError} when there are fewer texts than a batch has */
  constructor(
    private readonly texts: ShortTexts,
    readonly window: Window,
    private readonly seed: number,
    refuse: Refuse,
  ) {
    if (texts.count < window.batch)
      refuse(
        'batchSize',
        `There are ${texts.count} training rows with text, fewer than batchSize (${window.batch}). Lower batchSize, or bring more rows.`,
      );
    this.perEpoch = Math.floor(texts.count / window.batch);
  }

  /**
   * Texts of batches, each followed by repetitions of the token that ends it: (count, length, batch).
   * @param stream keeps orders apart from others of the same seed
   * @param first batch, counted from the beginning of a training
   */
  padded(stream: number, first: number, count: number): Tensor {
    return this.filled(this.batches(stream, first, count), (row, at) => row[at]);
  }

  /** What such batches are learned by: tokens, those behind them, and weights whose products with losses add up to their mean. */
  predictions(stream: number, first: number, count: number): Tensors {
    const { batch, steps } = this.window;
    const batches = this.batches(stream, first, count);
    const weights = new Float32Array(count * steps * batch);
    batches.forEach((rows, at) => {
      const tokens = rows.reduce((sum, row) => sum + row.length, 0);
      rows.forEach((row, of) => {
        for (let place = 0; place < row.length; place++) weights[(at * steps + place) * batch + of] = 1 / tokens;
      });
    });
    return {
      tokens: this.filled(batches, (row, at) => row[at - 1]),
      targets: this.filled(batches, (row, at) => row[at]),
      weights: tensor('FP32', [count, steps, batch], weights),
    };
  }

  /** @param tokenAt of a place of a row; that which ends a text where it has none */
  private filled(
    batches: readonly (readonly Int32Array[])[],
    tokenAt: (row: Int32Array, at: number) => number | undefined,
  ): Tensor {
    const { batch, steps } = this.window;
    const values = new BigInt64Array(batches.length * steps * batch);
    batches.forEach((rows, at) => {
      rows.forEach((row, of) => {
        for (let place = 0; place < steps; place++)
          values[(at * steps + place) * batch + of] = BigInt(tokenAt(row, place) ?? this.texts.endId);
      });
    });
    return tensor('INT64', [batches.length, steps, batch], values);
  }

  private batches(stream: number, first: number, count: number): Int32Array[][] {
    return Array.from({ length: count }, (_, at) => this.batch(stream, first + at));
  }

  private batch(stream: number, at: number): Int32Array[] {
    const epoch = Math.floor(at / this.perEpoch);
    const known = this.orders.get(stream);
    const order =
      known?.epoch === epoch ? known : { epoch, rows: permutation(this.texts.count, this.seed ^ stream, epoch) };
    this.orders.set(stream, order);
    const from = (at % this.perEpoch) * this.window.batch;
    return Array.from(order.rows.subarray(from, from + this.window.batch), (row) => this.texts.all[row]!);
  }
}
