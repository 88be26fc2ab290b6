import type { Tensors } from '../../../onnx/tensor.js';
import type { ShortTexts } from '../short-texts/short-texts.js';
import type { TextWriter } from '../short-texts/write-texts.js';
import type { LatentMeter } from './latent-meter.js';
import { decoderWeights } from './text-vae.js';

const MOST_PAIRS = 3;
/** Shares of the way from one text to another at which a text is written. */
const PLACES = [0, 0.25, 0.5, 0.75, 1];
/** So low that the likeliest token is always drawn. */
const GREEDY = 1e-4;

/** Texts between two others. */
export interface Interpolation {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Written from five vectors in a straight line between the means of both posteriors, always by the likeliest token. */
  readonly between: readonly Int32Array[];
}

/**
 * Texts on the way between the first pairs of texts.
 * @param meter opened on these texts
 * @see Bowman et al., Generating Sentences from a Continuous Space (2016), section 5
 */
export async function interpolations(
  weights: Tensors,
  texts: ShortTexts,
  meter: LatentMeter,
  writer: TextWriter,
): Promise<Interpolation[]> {
  const pairs = Math.min(MOST_PAIRS, Math.floor(texts.count / 2));
  const means = await meter.means(weights, 2 * pairs);
  const found: Interpolation[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const [from, to] = [means[2 * pair]!, means[2 * pair + 1]!];
    const latents = PLACES.flatMap((share) => Array.from(from, (value, at) => (1 - share) * value + share * to[at]!));
    const draws = { temperature: GREEDY, seed: 0, stream: 0, latents: Float32Array.from(latents) };
    const between = await writer.write(decoderWeights(weights), PLACES.length, draws);
    found.push({ from: texts.all[2 * pair]!, to: texts.all[2 * pair + 1]!, between });
  }
  return found;
}
