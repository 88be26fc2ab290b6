import { setImmediate } from 'node:timers/promises';
import type { SessionOptions } from '../../../onnx/runtime/session.js';
import type { Tensors } from '../../../onnx/tensor.js';
import { Evaluator } from '../../../onnx/training/trainer.js';
import type { LanguageNetwork, Window } from '../language-model/language-network.js';
import { onSeparateTexts } from './generator.js';
import { measuringBatch } from './measuring-batch.js';
import type { ShortTexts } from './short-texts.js';

/** Measures how likely a network finds texts that it did not learn from, each from its beginning. */
export class TextMeter {
  private constructor(
    private readonly evaluator: Evaluator,
    private readonly texts: ShortTexts,
    private readonly window: Window,
  ) {}

  static async open(
    network: LanguageNetwork,
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
      for (const loss of await this.evaluator.run(weights, measuringBatch(this.texts, this.window, first)))
        nats += loss;
      await setImmediate();
      signal?.throwIfAborted();
    }
    return nats / this.texts.tokens;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.evaluator.release();
  }
}
