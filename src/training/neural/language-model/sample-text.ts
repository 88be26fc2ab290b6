import { uniform } from '../../../numerics/random.js';
import { createSession, type Session } from '../../../onnx/session.js';
import { tensor, type Tensors } from '../../../onnx/tensor.js';
import { type RecurrentNetwork, servedLanguageModel, stateNames } from './recurrent-network.js';

/** Writes texts with a network whose weights still change. */
export class TextSampler {
  private constructor(
    private readonly session: Session,
    private readonly network: RecurrentNetwork,
    private readonly endId: number,
  ) {}

  static async open(network: RecurrentNetwork, endId: number): Promise<TextSampler> {
    return new TextSampler(await createSession(servedLanguageModel(network, null)), network, endId);
  }

  /**
   * Tokens of a text, drawn one by one as the network finds them likely.
   * @param most tokens
   * @param seed with `stream` it decides the text
   */
  async sample(weights: Tensors, most: number, seed: number, stream: number): Promise<number[]> {
    const { hiddenSize } = this.network;
    let states: Tensors = Object.fromEntries(
      stateNames(this.network).map((name) => [
        `state.${name}`,
        tensor('FP32', [1, hiddenSize], new Float32Array(hiddenSize)),
      ]),
    );
    const ids: number[] = [];
    let last = this.endId;
    while (ids.length < most) {
      const input = tensor('INT64', [1, 1], BigInt64Array.of(BigInt(last)));
      const { logits, ...next } = await this.session.run({ ...weights, ...states, input_ids: input });
      states = Object.fromEntries(Object.entries(next).map(([name, value]) => [name.replace('next_', ''), value]));
      last = draw(logits!.data as Float32Array, uniform(seed, stream, ids.length));
      if (last === this.endId) break;
      ids.push(last);
    }
    return ids;
  }

  async close(): Promise<void> {
    await this.session.release();
  }
}

function draw(logits: Float32Array, share: number): number {
  const largest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const masses = Float64Array.from(logits, (logit) => Math.exp(logit - largest));
  let left = share * masses.reduce((sum, mass) => sum + mass, 0);
  const found = masses.findIndex((mass) => (left -= mass) < 0);
  return found < 0 ? masses.length - 1 : found;
}
