import { setImmediate } from 'node:timers/promises';
import type { SessionOptions } from '../../../onnx/runtime/session.js';
import type { Tensors } from '../../../onnx/tensor.js';
import { Evaluator } from '../../../onnx/training/trainer.js';
import type { LanguageNetwork, Window } from './language-network.js';
import { type LanguageModelQuality, qualityOf } from '../../language-models/language-model-quality.js';
import type { TokenStream } from '../../language-models/token-stream.js';
import { measuringWindows, mostReadingRows } from './training-windows.js';

const WINDOWS_A_CALL = 4;

/** Most logits that a step of measuring computes, where windows may be as short as one likes. */
const MOST_LOGITS = 1 << 25;

/** Windows that need little memory, if what is carried makes up for their length. */
export function measuringWindow(network: LanguageNetwork, window: Window): Window {
  if (network.contextLength(window) !== null) return window;
  const most = Math.floor(MOST_LOGITS / (window.batch * network.vocabularySize));
  return { ...window, steps: Math.max(1, Math.min(window.steps, most)) };
}

/** Measures a network; each row of the batch begins without a memory of what came before. */
export class LanguageModelMeter {
  private constructor(
    private readonly evaluator: Evaluator,
    private readonly stream: TokenStream,
    private readonly window: Window,
    private readonly lookBack: number,
  ) {}

  static async open(
    network: LanguageNetwork,
    stream: TokenStream,
    window: Window,
    session: SessionOptions,
  ): Promise<LanguageModelMeter> {
    const batch = Math.min(window.batch, mostReadingRows(stream.length));
    const fitting = measuringWindow(network, { ...window, batch });
    const evaluator = await Evaluator.create(network.measured(fitting), session);
    return new LanguageModelMeter(evaluator, stream, fitting, network.lookBack(fitting));
  }

  async measure(weights: Tensors, signal?: AbortSignal): Promise<LanguageModelQuality> {
    this.evaluator.forgetCarried();
    let nats = 0;
    for (const inputs of measuringWindows(this.stream, this.window, this.lookBack, WINDOWS_A_CALL)) {
      for (const loss of await this.evaluator.run(weights, inputs)) nats += loss;
      await setImmediate();
      signal?.throwIfAborted();
    }
    return qualityOf(nats, this.stream);
  }

  async close(): Promise<void> {
    await this.evaluator.release();
  }
}

/** Measures given weights on texts. @param window that the network reads; rows are fewer where the texts are short */
export async function qualityOn(
  network: LanguageNetwork,
  stream: TokenStream,
  window: Window,
  weights: Tensors,
  signal: AbortSignal,
): Promise<LanguageModelQuality> {
  const meter = await LanguageModelMeter.open(network, stream, window, {});
  try {
    return await meter.measure(weights, signal);
  } finally {
    await meter.close();
  }
}
