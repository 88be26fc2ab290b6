import { streamOf, uniform } from '../../../../numerics/random.js';
import { SystematicSample } from '../../../../numerics/systematic-sample.js';
import { tensor, type Tensors } from '../../../../onnx/tensor.js';
import type { TokenStream } from '../../../language-models/token-stream.js';
import type { Window } from '../language-network.js';

/** Keeps the draws of tokens apart from others of the same seed. */
const SAMPLES = 0x5a3317;
/** Tokens are drawn by their count to this power: rare ones somewhat more often than they are seen, as in word2vec. */
const POWER = 0.75;

/** Most rows of the tokens' table that a step uses: those of the sample, of its tokens, and of the last target of each row of text. */
export function mostRows({ batch, steps }: Window, samples: number): number {
  return samples + batch * (steps + 1);
}

/**
 * Turns windows of text into what a step with a sampled softmax is given: rows of the tokens' table, first those of a sample that all
 * tokens of the step share; `tokens` and `targets` as places among the rows; and `log_inclusion` (steps, samples). The sample of a step
 * depends on seed and step alone.
 */
export class SampledWindows {
  private readonly sample: SystematicSample;
  private readonly places: Places;

  constructor(
    stream: TokenStream,
    vocabularySize: number,
    samples: number,
    private readonly seed: number,
  ) {
    const counts = new Float64Array(vocabularySize);
    for (const token of stream.all) counts[token]!++;
    // What was not seen can be drawn, too, or it would not be made unlikely.
    const weights = counts.map((count) => Math.max(1, count) ** POWER);
    this.sample = new SystematicSample(weights, samples);
    this.places = new Places(vocabularySize);
  }

  /**
   * @param given `tokens` and `targets` (count, steps, batch) of consecutive steps
   * @param first number of the first of them in the whole training
   */
  inputs({ tokens, targets }: Tensors, first: number): Tensors {
    const { size, inclusion } = this.sample;
    const { dims } = tokens!;
    const [count, steps, batch] = dims as [number, number, number];
    const most = mostRows({ batch, steps }, size);
    const ofStep = batch * steps;
    const rows = new Int32Array(count * most).fill(-1);
    const logInclusion = new Float32Array(count * size);
    const placed = { tokens: new BigInt64Array(count * ofStep), targets: new BigInt64Array(count * ofStep) };
    for (let at = 0; at < count; at++) {
      const drawn = this.sample.draw(uniform(this.seed, streamOf(SAMPLES, first + at), 0));
      this.places.begin(rows.subarray(at * most, (at + 1) * most));
      drawn.forEach((token, place) => {
        this.places.of(token);
        logInclusion[at * size + place] = Math.log(inclusion[token]!);
      });
      for (let place = at * ofStep; place < (at + 1) * ofStep; place++) {
        placed.tokens[place] = BigInt(this.places.of(Number(tokens!.data[place]!)));
        placed.targets[place] = BigInt(this.places.of(Number(targets!.data[place]!)));
      }
    }
    return {
      rows: tensor('INT32', [count, most], rows),
      tokens: tensor('INT64', dims, placed.tokens),
      targets: tensor('INT64', dims, placed.targets),
      log_inclusion: tensor('FP32', [count, size], logInclusion),
    };
  }
}

/** Gives the tokens of a step places among its rows, in the order in which they come. */
class Places {
  private rows: Int32Array = new Int32Array(0);
  private used = 0;
  private step = 0;
  private readonly placeOf: Int32Array;
  /** The step in which a token was last given a place. */
  private readonly lastStep: Float64Array;

  constructor(vocabularySize: number) {
    this.placeOf = new Int32Array(vocabularySize);
    this.lastStep = new Float64Array(vocabularySize);
  }

  /** @param rows of the step, to be filled */
  begin(rows: Int32Array): void {
    this.rows = rows;
    this.used = 0;
    this.step++;
  }

  of(token: number): number {
    if (this.lastStep[token] === this.step) return this.placeOf[token]!;
    this.lastStep[token] = this.step;
    this.rows[this.used] = token;
    return (this.placeOf[token] = this.used++);
  }
}
