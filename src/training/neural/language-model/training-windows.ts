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

/**
 * Windows over the whole of a stream, in which each token is predicted once: what lies beyond the end weighs nothing.
 * @param lookBack tokens at the beginning of each window that another one has predicted, so that no token is predicted behind few
 */
export function* measuringWindows(
  stream: TokenStream,
  { batch, steps }: Window,
  lookBack: number,
  perCall: number,
): Generator<Tensors> {
  const rowLength = Math.ceil(stream.length / batch);
  const each = steps - lookBack;
  const windows = Math.ceil(rowLength / each);
  for (let first = 0; first < windows; first += perCall) {
    const count = Math.min(perCall, windows - first);
    const size = count * steps * batch;
    const [tokens, targets, weights] = [new BigInt64Array(size), new BigInt64Array(size), new Float32Array(size)];
    for (let row = 0; row < batch; row++) {
      for (let at = 0; at < count * steps; at++) {
        const [window, inWindow] = [first + Math.floor(at / steps), at % steps];
        // The first window of a row has nothing before it to look back to.
        const start = Math.max(0, window * each - lookBack);
        const inRow = start + inWindow;
        const place = row * rowLength + inRow;
        if (inRow >= rowLength || place >= stream.length) continue;
        tokens[at * batch + row] = BigInt(stream.at(place - 1));
        targets[at * batch + row] = BigInt(stream.at(place));
        weights[at * batch + row] = inRow >= window * each && inRow < (window + 1) * each ? 1 : 0;
      }
    }
    const dims = [count, steps, batch];
    yield {
      tokens: tensor('INT64', dims, tokens),
      targets: tensor('INT64', dims, targets),
      weights: tensor('FP32', dims, weights),
    };
  }
}
