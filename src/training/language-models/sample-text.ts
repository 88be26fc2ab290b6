import { uniform } from '../../numerics/random.js';
import { createSession, type Session } from '../../onnx/runtime/session.js';
import { tensor, type Tensors, valueCount } from '../../onnx/tensor.js';

/** What a served graph hands from token to token: a state, or a cache that grows. */
export interface CarriedTensor {
  readonly input: string;
  readonly output: string;
  /** Of one text that has no token yet. */
  readonly dims: readonly number[];
}

/** How a served graph is run token by token. */
export interface SteppedModel {
  readonly carried: readonly CarriedTensor[];
  /** What it takes beside a token and what is carried. @param held tokens that were read before */
  beside(held: number): Tensors;
}

/** Writes texts with a language model, for people to look at while it is trained. */
export class TextSampler {
  private constructor(
    private readonly session: Session,
    private readonly model: SteppedModel,
    private readonly endId: number,
  ) {}

  /** @param served the model's graph, from `input_ids` (batch, sequence) to `logits` */
  static async open(served: Uint8Array, model: SteppedModel, endId: number): Promise<TextSampler> {
    return new TextSampler(await createSession(served), model, endId);
  }

  /**
   * Tokens of a text, drawn one by one as the model finds them likely.
   * @param weights that the graph takes as inputs
   * @param most tokens
   * @param seed with `stream` it decides the text
   */
  async sample(weights: Tensors, most: number, seed: number, stream: number): Promise<number[]> {
    const { carried } = this.model;
    let states: Tensors = Object.fromEntries(
      carried.map(({ input, dims }) => [input, tensor('FP32', dims, new Float32Array(valueCount(dims)))]),
    );
    const ids: number[] = [];
    let last = this.endId;
    while (ids.length < most) {
      const input = tensor('INT64', [1, 1], BigInt64Array.of(BigInt(last)));
      const beside = this.model.beside(ids.length);
      const answers = await this.session.run({ ...weights, ...states, ...beside, input_ids: input });
      states = Object.fromEntries(carried.map(({ input, output }) => [input, answers[output]!]));
      last = draw(answers.logits!.data as Float32Array, uniform(seed, stream, ids.length));
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
