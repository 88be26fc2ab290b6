import { setImmediate } from 'node:timers/promises';
import { mul } from '../../../onnx/autodiff/operators/arithmetic.js';
import { Graph, operation } from '../../../onnx/autodiff/graph.js';
import { reshape } from '../../../onnx/autodiff/operators/layout.js';
import { Loop } from '../../../onnx/autodiff/loop.js';
import { reduceSum } from '../../../onnx/autodiff/operators/reduce.js';
import { cast, greater } from '../../../onnx/autodiff/operators/select.js';
import { slice } from '../../../onnx/autodiff/operators/pieces.js';
import { softmax } from '../../../onnx/autodiff/operators/softmax.js';
import type { Variable } from '../../../onnx/autodiff/variable.js';
import { uniform } from '../../../numerics/random.js';
import { createSession, type Session, type SessionOptions } from '../../../onnx/runtime/session.js';
import { tensor, type Tensors, valueCount } from '../../../onnx/tensor.js';
import { LATENT, predictNext, stateShapes } from '../language-model/recurrent/recurrent-network.js';
import { servingScope } from '../layers/serving-scope.js';
import type { Generator } from './generator.js';
import { cutRow } from './short-texts.js';

/** A call of the runtime blocks the process: texts of one call have no more probabilities than take a third of a second or so. */
const PROBABILITIES_A_CALL = 2 ** 25;
const MOST_A_CALL = 100;

/** Writes many texts at once with a generator whose weights are given. */
export class TextWriter {
  private constructor(
    private readonly session: Session,
    private readonly generator: Generator,
    private readonly length: number,
    private readonly perCall: number,
  ) {}

  /** @param length most tokens of a text */
  static async open(generator: Generator, length: number, options: SessionOptions = {}): Promise<TextWriter> {
    const fitting = Math.floor(PROBABILITIES_A_CALL / (length * generator.network.vocabularySize));
    const perCall = Math.max(1, Math.min(MOST_A_CALL, fitting));
    return new TextWriter(await createSession(writingGraph(generator, perCall), options), generator, length, perCall);
  }

  /**
   * Texts as tokens, up to and with the one that ends each where it was not cut.
   * @param temperature by which logits are divided before a token is drawn from their softmax
   * @param seed with `stream` it decides the texts
   * @param latents of a network that reads one beside each text: (texts, size)
   */
  async write(
    weights: Tensors,
    count: number,
    {
      temperature,
      seed,
      stream,
      latents,
    }: { temperature: number; seed: number; stream: number; latents?: Float32Array },
    signal?: AbortSignal,
  ): Promise<Int32Array[]> {
    const { length, perCall } = this;
    const { endId } = this.generator;
    const texts: Int32Array[] = [];
    while (texts.length < count) {
      signal?.throwIfAborted();
      const first = texts.length * length;
      const draws = Float32Array.from({ length: length * perCall }, (_, at) => uniform(seed, stream, first + at));
      const { tokens } = await this.session.run({
        ...weights,
        ...this.firstStates(latents, texts.length),
        draws: tensor('FP32', [length, perCall], draws),
        sharpness: tensor('FP32', [], Float32Array.of(1 / temperature)),
      });
      const written = tokens!.data as BigInt64Array;
      const wanted = Math.min(perCall, count - texts.length);
      for (let text = 0; text < wanted; text++) {
        const ids = Array.from({ length }, (_, place) => Number(written[place * perCall + text]));
        texts.push(cutRow(ids, length, endId));
      }
      await setImmediate();
    }
    return texts;
  }

  /** @param first of the texts of a call */
  private firstStates(latents: Float32Array | undefined, first: number): Tensors {
    return Object.fromEntries(
      Object.entries(stateShapes(this.generator.network, this.perCall)).map(([name, dims]) => {
        const values = new Float32Array(valueCount(dims));
        const [, width] = dims;
        if (name === LATENT && latents) values.set(latents.subarray(first * width, (first + this.perCall) * width));
        return [`state.${name}`, tensor('FP32', dims, values)];
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.session.release();
  }
}

/** A loop over places: each draws a token of every text by one number from 0 to 1, where the sum of probabilities reaches it. */
function writingGraph({ network, endId }: Generator, batch: number): Uint8Array<ArrayBuffer> {
  const graph = new Graph();
  const scope = servingScope(graph, null);
  const sharpness = graph.input('sharpness', 'FP32', []);
  const draws = graph.input('draws', 'FP32', ['length', batch]);
  const loop = new Loop(graph, 'place');
  const end = graph.constant(tensor('INT64', [batch], new BigInt64Array(batch).fill(BigInt(endId))));
  const tokens = loop.state(end);
  const states = Object.fromEntries(
    Object.entries(stateShapes(network, batch)).map(([name, dims]) => [
      name,
      loop.state(graph.input(`state.${name}`, 'FP32', dims)),
    ]),
  );
  const next = predictNext(network, scope, tokens, states);
  const drawn = drawnTokens(softmax(mul(next.logits, sharpness)), loop.each(draws), network.vocabularySize);
  loop.setNext(tokens, drawn);
  for (const [name, state] of Object.entries(states)) loop.setNext(state, next.states[name]!);
  loop.collect(drawn);
  graph.output('tokens', loop.close().collected[0]!);
  return graph.builder.toBytes();
}

/** How many sums of the first probabilities lie below the drawn share of all: (batch, vocabulary) and (batch) to (batch). */
function drawnTokens(probabilities: Variable, shares: Variable, vocabularySize: number): Variable {
  const axis = probabilities.graph.scalar('INT64', 1);
  const sums = operation('CumSum', [probabilities, axis], probabilities);
  const whole = slice(sums, 1, vocabularySize - 1, vocabularySize);
  const reached = mul(reshape(shares, [probabilities.shape[0]!, 1]), whole);
  // The last sum is never counted, so that rounding leads to no token beyond.
  const others = vocabularySize === 1 ? sums : slice(sums, 1, 0, vocabularySize - 1);
  return cast(reduceSum(cast(notAbove(others, reached), 'FP32'), [1]), 'INT64');
}

function notAbove(left: Variable, right: Variable): Variable {
  const above = greater(left, right);
  return operation('Not', [above], above);
}
