/** Where texts of one temperature stand: how unlikely they are, and how alike. Lower is better for both. */
export interface FrontPoint {
  /** Negative log-likelihood by the judging language model, in nats a token. */
  readonly nll: number;
  readonly selfBleu: number;
}

/** How one generator's front lies to another's. */
export interface FrontComparison {
  /**
   * How much lower the negative log-likelihood is than the baseline's at equal self-BLEU, the mean over the groups of texts; null when their
   * fronts have no self-BLEU in common.
   */
  readonly gain: number | null;
  /** Half of the 95% interval of that mean. */
  readonly margin: number | null;
  readonly improved: boolean;
}

/** 97.5% quantiles of Student's t distribution for 1, 2, … degrees of freedom. */
const STUDENT = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

/**
 * Compares two fronts by several groups of texts. One is better when its gain is above 0 by more than the groups differ by chance (Student's
 * interval of 95%).
 * @param candidate front of each group, two to ten
 * @param baseline front of each group, as many
 * @see Caccia et al., Language GANs Falling Short (2020), who compare generators over temperatures
 */
export function compareFronts(
  candidate: readonly (readonly FrontPoint[])[],
  baseline: readonly (readonly FrontPoint[])[],
): FrontComparison {
  const gains = candidate.map((front, group) => gainOver(front, baseline[group]!));
  const known = gains.filter((gain) => gain !== null);
  if (known.length < gains.length) return { gain: null, margin: null, improved: false };
  const n = known.length;
  const gain = known.reduce((sum, each) => sum + each, 0) / n;
  const variance = known.reduce((sum, each) => sum + (each - gain) ** 2, 0) / (n - 1);
  const margin = STUDENT[n - 2]! * Math.sqrt(variance / n);
  return { gain, margin, improved: gain - margin > 0 };
}

/** Share of the length of held-out texts that generated ones may be away from it. */
const LENGTH_TOLERANCE = 0.1;

/**
 * Whether texts are about as long as those of people, or at least as near to it as those of the baseline: ends of texts are easy to predict,
 * so a generator that has become brief has a better front without writing better.
 */
export function keepsLength(candidate: number, baseline: number, heldOut: number): boolean {
  const allowed = Math.max(LENGTH_TOLERANCE * heldOut, Math.abs(baseline - heldOut));
  return Math.abs(candidate - heldOut) <= allowed;
}

/** Mean difference of the two negative log-likelihoods at equal self-BLEU, over the range that both have; null when there is none. */
function gainOver(candidate: readonly FrontPoint[], baseline: readonly FrontPoint[]): number | null {
  const [own, other] = [bySelfBleu(candidate), bySelfBleu(baseline)];
  const from = Math.max(own[0]!.selfBleu, other[0]!.selfBleu);
  const to = Math.min(own.at(-1)!.selfBleu, other.at(-1)!.selfBleu);
  if (!(to > from)) return null;
  const between = [...own, ...other].map(({ selfBleu }) => selfBleu).filter((place) => place > from && place < to);
  const places = [from, ...between.sort((left, right) => left - right), to];
  const difference = (place: number) => nllAt(other, place) - nllAt(own, place);
  let area = 0;
  for (let at = 1; at < places.length; at++) {
    const [left, right] = [places[at - 1]!, places[at]!];
    area += ((difference(left) + difference(right)) / 2) * (right - left);
  }
  return area / (to - from);
}

function bySelfBleu(front: readonly FrontPoint[]): FrontPoint[] {
  return front.toSorted((left, right) => left.selfBleu - right.selfBleu);
}

/** In a straight line between the neighbouring points. */
function nllAt(front: readonly FrontPoint[], selfBleu: number): number {
  const above = front.findIndex((point) => point.selfBleu >= selfBleu);
  const right = front[above]!;
  const left = front[above - 1];
  if (!left) return right.nll;
  const share = (selfBleu - left.selfBleu) / (right.selfBleu - left.selfBleu);
  return left.nll + share * (right.nll - left.nll);
}
