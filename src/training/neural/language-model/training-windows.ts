import { uniform } from '../../../numerics/random.js';
import { tensor, type Tensors } from '../../../onnx/tensor.js';
import type { Refuse } from '../../setting-limits.js';
import type { TokenStream } from '../../language-models/token-stream.js';
import type { Window } from './language-network.js';

/** Keeps the draws of offsets apart from others of the same seed. */
const OFFSETS = 0x0ff5e7;

/** How a stream is cut for training: into as many rows as a batch has, each read window by window, so that what is carried fits. */
export class TrainingWindows {
  readonly window: Window;
  /** Windows of an epoch. */
  readonly perEpoch: number;
  private readonly rowLength: number;

  /** @throws {InvalidInputError} when there are fewer tokens than rows */
  constructor(
    private readonly stream: TokenStream,
    asked: Window,
    private readonly seed: number,
    refuse: Refuse,
  ) {
    this.rowLength = Math.floor(stream.length / asked.batch);
    if (this.rowLength < 1)
      refuse(
        'batchSize',
        `The training rows have ${stream.length} tokens, fewer than batchSize (${asked.batch}). Lower batchSize, or bring more text.`,
      );
    this.window = { batch: asked.batch, steps: Math.min(asked.steps, this.rowLength) };
    this.perEpoch = Math.floor(this.rowLength / this.window.steps);
  }

  /** Consecutive windows of an epoch. Each epoch begins at another place, so that what one leaves over is in another. */
  inputs(epoch: number, first: number, count: number): Tensors {
    const { batch, steps } = this.window;
    const left = this.rowLength - this.perEpoch * steps;
    const offset = Math.floor(uniform(this.seed, OFFSETS, epoch) * (left + 1)) + first * steps;
    const [tokens, targets] = [new BigInt64Array(count * steps * batch), new BigInt64Array(count * steps * batch)];
    for (let row = 0; row < batch; row++) {
      const start = row * this.rowLength + offset;
      for (let at = 0; at < count * steps; at++) {
        tokens[at * batch + row] = BigInt(this.stream.at(start + at - 1));
        targets[at * batch + row] = BigInt(this.stream.at(start + at));
      }
    }
    const dims = [count, steps, batch];
    return { tokens: tensor('INT64', dims, tokens), targets: tensor('INT64', dims, targets) };
  }
}

/** A place of a window that no token of the stream belongs to. */
const NOWHERE = -1;

/** A window over a stream: (steps, batch) each. */
export interface ReadingWindow {
  /** Places of the tokens that are predicted; NOWHERE behind the end of a row. */
  readonly places: Int32Array;
  /** 1 where the place is predicted in this window, 0 where another does. */
  readonly weights: Float32Array<ArrayBuffer>;
}

/**
 * Windows over the whole of a stream, in which each token is predicted once.
 * @param length tokens of the stream
 * @param lookBack tokens at the beginning of each window that another one has predicted, so that no token is predicted behind few
 */
export class ReadingWindows {
  /** How many there are. */
  readonly count: number;
  private readonly rowLength: number;

  constructor(
    private readonly length: number,
    readonly window: Window,
    private readonly lookBack: number,
  ) {
    this.rowLength = Math.ceil(length / window.batch);
    this.count = Math.ceil(this.rowLength / (window.steps - lookBack));
  }

  at(number: number): ReadingWindow {
    const { rowLength, lookBack, length } = this;
    const { batch, steps } = this.window;
    const each = steps - lookBack;
    const places = new Int32Array(steps * batch).fill(NOWHERE);
    const weights = new Float32Array(steps * batch);
    // The first window of a row has nothing before it to look back to.
    const start = Math.max(0, number * each - lookBack);
    for (let row = 0; row < batch; row++)
      for (let step = 0; step < steps; step++) {
        const inRow = start + step;
        const place = row * rowLength + inRow;
        if (inRow >= rowLength || place >= length) continue;
        places[step * batch + row] = place;
        weights[step * batch + row] = inRow >= number * each && inRow < (number + 1) * each ? 1 : 0;
      }
    return { places, weights };
  }
}

/** Rows are shorter only where there is one: what begins without a memory is predicted worse. */
const LEAST_ROW = 2_000;

/** Most rows that a stream is read in. @param length its tokens */
export function mostReadingRows(length: number): number {
  return Math.max(1, Math.floor(length / LEAST_ROW));
}

/** The tokens before some places: what is read to predict them. */
export function tokensBefore(stream: TokenStream, places: Int32Array): BigInt64Array<ArrayBuffer> {
  return BigInt64Array.from(places, (place) => (place === NOWHERE ? 0n : BigInt(stream.at(place - 1))));
}

/**
 * Reads the whole of a stream, so many windows at a time: what lies beyond the end weighs nothing.
 * @param lookBack as of `ReadingWindows`
 */
export function* measuringWindows(
  stream: TokenStream,
  window: Window,
  lookBack: number,
  perCall: number,
): Generator<Tensors> {
  const all = new ReadingWindows(stream.length, window, lookBack);
  const { batch, steps } = window;
  const each = steps * batch;
  for (let first = 0; first < all.count; first += perCall) {
    const count = Math.min(perCall, all.count - first);
    const [tokens, targets] = [new BigInt64Array(count * each), new BigInt64Array(count * each)];
    const weights = new Float32Array(count * each);
    for (let at = 0; at < count; at++) {
      const reading = all.at(first + at);
      tokens.set(tokensBefore(stream, reading.places), at * each);
      targets.set(
        BigInt64Array.from(reading.places, (place) => (place === NOWHERE ? 0n : BigInt(stream.at(place)))),
        at * each,
      );
      weights.set(reading.weights, at * each);
    }
    const dims = [count, steps, batch];
    yield {
      tokens: tensor('INT64', dims, tokens),
      targets: tensor('INT64', dims, targets),
      weights: tensor('FP32', dims, weights),
    };
  }
}
