import { setImmediate } from 'node:timers/promises';
import { normal } from '../../../numerics/random.js';
import { Graph } from '../../../onnx/autodiff/graph.js';
import { squeeze } from '../../../onnx/autodiff/operators/layout.js';
import { createSession, type Session, type SessionOptions } from '../../../onnx/runtime/session.js';
import { tensor, type Tensors } from '../../../onnx/tensor.js';
import type { Window } from '../language-model/language-network.js';
import { servingScope } from '../layers/serving-scope.js';
import { measuringBatch } from '../short-texts/measuring-batch.js';
import type { ShortTexts } from '../short-texts/short-texts.js';
import { type LatentQuality, PosteriorFigures } from './latent-quality.js';
import { posteriorOf, sampled } from './posterior.js';
import { reconstructionLoss, type TextVae } from './text-vae.js';

/** Keeps draws apart from others of the same seed. */
const MEASURED = 0x3ea52e;

interface ReadBatch {
  /** Cross-entropy of all tokens, in nats. */
  readonly nats: number;
  /** Of each text's posterior, (latent) each. */
  readonly posteriors: readonly { readonly mean: Float32Array; readonly logVariance: Float32Array }[];
}

/** Reads texts with an autoencoder whose weights are given. */
export class LatentMeter {
  private constructor(
    private readonly session: Session,
    private readonly vae: TextVae,
    private readonly texts: ShortTexts,
    private readonly window: Window,
    private readonly seed: number,
  ) {}

  /** @param seed decides which vectors of their posteriors texts are measured by */
  static async open(
    vae: TextVae,
    texts: ShortTexts,
    { batch, steps }: Window,
    seed: number,
    session: SessionOptions = {},
  ): Promise<LatentMeter> {
    const window = { steps, batch: Math.min(batch, texts.count) };
    return new LatentMeter(await createSession(measuringGraph(vae, window), session), vae, texts, window, seed);
  }

  /** How well the texts are predicted, one vector of its posterior drawn for each. */
  async measure(weights: Tensors, signal?: AbortSignal): Promise<LatentQuality> {
    const figures = new PosteriorFigures(this.vae.network.latentSize);
    let nats = 0;
    for (let first = 0; first < this.texts.count; first += this.window.batch) {
      const read = await this.read(weights, first);
      nats += read.nats;
      for (const { mean, logVariance } of read.posteriors) figures.add(mean, logVariance);
      await setImmediate();
      signal?.throwIfAborted();
    }
    return figures.quality(nats, this.texts.tokens);
  }

  /** Means of the posteriors of the first texts. @param count no more than there are texts */
  async means(weights: Tensors, count: number): Promise<Float32Array[]> {
    const found: Float32Array[] = [];
    while (found.length < count) {
      const { posteriors } = await this.read(weights, found.length);
      found.push(...posteriors.map(({ mean }) => mean));
    }
    return found.slice(0, count);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.session.release();
  }

  private async read(weights: Tensors, first: number): Promise<ReadBatch> {
    const { batch } = this.window;
    const { latentSize } = this.vae.network;
    const noise = Float32Array.from({ length: batch * latentSize }, (_, at) =>
      normal(this.seed ^ MEASURED, 0, first * latentSize + at),
    );
    const answers = await this.session.run({
      ...weights,
      ...measuringBatch(this.texts, this.window, first),
      noise: tensor('FP32', [batch, latentSize], noise),
    });
    const rowOf = (name: string, at: number) =>
      (answers[name]!.data as Float32Array).slice(at * latentSize, (at + 1) * latentSize);
    return {
      nats: (answers.nats!.data as Float32Array)[0]!,
      posteriors: Array.from({ length: Math.min(batch, this.texts.count - first) }, (_, at) => ({
        mean: rowOf('mean', at),
        logVariance: rowOf('log_variance', at),
      })),
    };
  }
}

function measuringGraph({ network }: TextVae, { steps, batch }: Window): Uint8Array<ArrayBuffer> {
  const graph = new Graph();
  const scope = servingScope(graph, null);
  const given = (name: string, type: 'INT64' | 'FP32') => squeeze(graph.input(name, type, [1, steps, batch]), [0]);
  const inputs = {
    tokens: given('tokens', 'INT64'),
    targets: given('targets', 'INT64'),
    weights: given('weights', 'FP32'),
  };
  const posterior = posteriorOf(scope, network, inputs.targets, inputs.weights);
  const noise = graph.input('noise', 'FP32', [batch, network.latentSize]);
  graph.output('nats', reconstructionLoss(scope, network, inputs, sampled(posterior, noise), null));
  graph.output('mean', posterior.mean);
  graph.output('log_variance', posterior.logVariance);
  return graph.builder.toBytes();
}
