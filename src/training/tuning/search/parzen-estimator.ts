import type { Draws } from './draw-parameters.js';
import { choiceCount, type Dimension, type Place } from './space.js';

const { abs, exp, floor, log, max, min, sqrt } = Math;

/** Width of kernels for one observation, as a share of the range; it shrinks as they become more (Scott's rule). */
const WIDTH = 0.2;
/** The prior: flat enough to leave no value out. */
const PRIOR_WIDTH = 1;

/**
 * A density over the space: a kernel at each observed place, and one in the middle that covers it all, which weighs as much as an
 * observation. Kernels are products of normal distributions cut off at the edges, and of distributions that prefer the observed choice.
 */
export class ParzenEstimator {
  private readonly width: number;
  /** Logarithm of what the density of each kernel is divided by, (places + 1, dimensions): the last is the prior's. */
  private readonly logMasses: readonly (readonly number[])[];

  constructor(
    private readonly space: readonly Dimension[],
    private readonly places: readonly Place[],
  ) {
    const scott = WIDTH * max(1, places.length) ** (-1 / (space.length + 4));
    this.width = max(scott, 1 / min(100, 2 + places.length));
    const prior = space.map(() => logMass(0.5, PRIOR_WIDTH));
    this.logMasses = [...places.map((place) => place.map((middle) => logMass(middle, this.width))), prior];
  }

  draw(draws: Draws): number[] {
    // The prior is the last of the kernels.
    const kernel = floor(draws.next() * (this.places.length + 1));
    const place = this.places[kernel];
    return this.space.map((dimension, at) => {
      const count = choiceCount(dimension);
      if (count !== null) return this.drawChoice(count, place?.[at] ?? null, draws);
      return drawNormal(place?.[at] ?? 0.5, place ? this.width : PRIOR_WIDTH, draws.next());
    });
  }

  logDensity(place: Place): number {
    const { places, space } = this;
    const logs = this.logMasses.map((masses, kernel) =>
      space.reduce((sum, dimension, at) => {
        const middle = places[kernel]?.[at] ?? null;
        const count = choiceCount(dimension);
        if (count !== null) return sum + this.logChoice(count, middle, place[at]!);
        const width = middle === null ? PRIOR_WIDTH : this.width;
        return sum - 0.5 * ((place[at]! - (middle ?? 0.5)) / width) ** 2 - masses[at]!;
      }, 0),
    );
    const most = max(...logs);
    return most + log(logs.reduce((sum, density) => sum + exp(density - most), 0) / logs.length);
  }

  private logChoice(count: number, middle: number | null, coordinate: number): number {
    if (middle === null) return -log(count);
    const isSame = floor(middle * count) === floor(coordinate * count);
    return log(isSame ? this.choiceShare(count) : (1 - this.choiceShare(count)) / (count - 1));
  }

  /** Probability of the observed choice: nearer to 1 the more observations there are. */
  private choiceShare(count: number): number {
    const spread = 1 / max(1, this.places.length);
    return (1 + spread) / (1 + count * spread);
  }

  private drawChoice(count: number, middle: number | null, draws: Draws): number {
    const keeps = middle !== null && (count === 1 || draws.next() < this.choiceShare(count));
    if (keeps) return middle;
    const [observed, others] = middle === null ? [count, count] : [floor(middle * count), count - 1];
    const drawn = floor(draws.next() * others);
    return ((drawn < observed ? drawn : drawn + 1) + 0.5) / count;
  }
}

/** A value of the normal distribution cut off at 0 and 1, by the inverse of its distribution function. */
function drawNormal(mean: number, deviation: number, share: number): number {
  const low = cumulative(-mean / deviation);
  const high = cumulative((1 - mean) / deviation);
  const target = low + share * (high - low);
  // Bisection: 40 halvings of [0, 1] are exact to 1e-12.
  let [from, to] = [0, 1];
  for (let halving = 0; halving < 40; halving++) {
    const middle = (from + to) / 2;
    if (cumulative((middle - mean) / deviation) < target) from = middle;
    else to = middle;
  }
  return from;
}

function logMass(mean: number, deviation: number): number {
  const inside = cumulative((1 - mean) / deviation) - cumulative(-mean / deviation);
  return log(deviation * sqrt(2 * Math.PI) * inside);
}

/** Distribution function of the standard normal distribution, within 1e-7 (Abramowitz and Stegun 1964, 26.2.17). */
function cumulative(z: number): number {
  const t = 1 / (1 + 0.2316419 * abs(z));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (exp((-z * z) / 2) / sqrt(2 * Math.PI)) * series;
  return z > 0 ? 1 - tail : tail;
}
