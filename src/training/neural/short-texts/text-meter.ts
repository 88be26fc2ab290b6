import { setImmediate } from 'node:timers/promises';
import type { SessionOptions } from '../../../onnx/session.js';
import { tensor, type Tensors } from '../../../onnx/tensor.js';
import { Evaluator } from '../../../onnx/training/trainer.js';
import type { Window } from '../language-model/language-network.js';
import { type Generator, onSeparateTexts } from './generator.js';
import type { ShortTexts } from './short-texts.js';

/** Measures how likely a generator finds texts that it did not learn from. */
export class TextMeter {
  private constructor(
    private readonly evaluator: Evaluator,
    private readonly texts: ShortTexts,
    private readonly window: Window,
  ) {}

  static async open(
    { network }: Generator,
    texts: ShortTexts,
    { batch, steps }: Window,
    session: SessionOptions,
  ): Promise<TextMeter> {
    const fitting = { steps, batch: Math.min(batch, texts.count) };
    return new TextMeter(await Evaluator.create(onSeparateTexts(network, fitting), session), texts, fitting);
  }

  /** Mean cross-entropy of a token, those that end texts among them, in nats. */
  async loss(weights: Tensors, signal?: AbortSignal): Promise<number> {
    let nats = 0;
    for (let first = 0; first < this.texts.count; first += this.window.batch) {
      for (const loss of await this.evaluator.run(weights, this.inputs(first))) nats += loss;
      await setImmediate();
      signal?.throwIfAborted();
    }
    return nats / this.texts.tokens;
  }

  async close(): Promise<void> {
    await this.evaluator.release();
  }

  private inputs(first: number): Tensors {
    const { batch, steps } = this.window;
    const size = steps * batch;
    const [tokens, targets] = [new BigInt64Array(size), new BigInt64Array(size)];
    const weights = new Float32Array(size);
    const end = BigInt(this.texts.endId);
    for (let of = 0; of < batch; of++) {
      const row = this.texts.all[first + of] ?? new Int32Array();
      for (let at = 0; at < steps; at++) {
        const [before, own] = [row[at - 1], row[at]];
        const place = at * batch + of;
        tokens[place] = before === undefined ? end : BigInt(before);
        targets[place] = own === undefined ? end : BigInt(own);
        weights[place] = own === undefined ? 0 : 1;
      }
    }
    const dims = [1, steps, batch];
    return {
      tokens: tensor('INT64', dims, tokens),
      targets: tensor('INT64', dims, targets),
      weights: tensor('FP32', dims, weights),
    };
  }
}
