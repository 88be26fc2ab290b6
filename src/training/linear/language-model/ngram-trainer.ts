import { decodeArrays, encodeArrays } from '../../../numerics/array-file.js';
import { minimize } from '../../../numerics/minimize.js';
import type { NgramLikelihood } from './ngram-likelihood.js';
import type { Counts } from './ngram-terms.js';
import type { NgramTree } from './ngram-tree.js';

/** Variances that are tried, from strong to weak, until the loss on the validation texts has stopped falling. */
export const VARIANCES = [0.5, 1, 1.5, 2, 3, 4, 6, 8];
/** A round of L-BFGS starts without memory of the last, so that training resumes exactly between rounds. */
const ROUND_ITERATIONS = 10;
/** Length of the gradient, by weights that are scaled to curve alike, at which the loss changes in the sixth digit only. */
const ENOUGH = 3e-6;

export interface NgramTrainingSettings {
  /** Variance of the Gaussian prior of weights; null: chosen on the validation texts. */
  readonly priorVariance: number | null;
  /** Most iterations of L-BFGS with each variance. */
  readonly iterations: number;
}

/** A variance that was tried, and the mean loss of a token of the validation texts, in nats. */
export interface VarianceTrial {
  readonly priorVariance: number;
  readonly loss: number;
}

/** What happened since the last report. */
export type NgramTrainingReport =
  | { readonly kind: 'working' }
  | { readonly kind: 'round'; readonly priorVariance: number; readonly trainLoss: number }
  | ({ readonly kind: 'trial' } & VarianceTrial);

interface Progress {
  trials: VarianceTrial[];
  priorVariance: number;
  /** Iterations made with this variance, and in all. */
  iterations: number;
  made: number;
  converged: boolean;
  finished: boolean;
}

/**
 * Finds the weights of a maximum-entropy language model. Deterministic: a state taken between two rounds goes on exactly as the
 * trainer it was taken from.
 */
export class NgramTrainer {
  /** By node of the tree. */
  weights: Float32Array<ArrayBuffer>;
  /** Those of the best variance so far. */
  private best: Float32Array<ArrayBuffer>;
  private readonly progress: Progress;

  /** @param validation tokens to choose the variance on; needed where the settings have none */
  constructor(
    private readonly tree: NgramTree,
    private readonly likelihood: NgramLikelihood,
    private readonly validation: Int32Array | null,
    private readonly settings: NgramTrainingSettings,
    vocabularySize: number,
    state: Uint8Array | null = null,
  ) {
    this.weights = firstWeights(likelihood.curvatures, vocabularySize);
    this.best = this.weights;
    this.progress = {
      trials: [],
      priorVariance: settings.priorVariance ?? VARIANCES[0]!,
      iterations: 0,
      made: 0,
      converged: false,
      finished: false,
    };
    if (state) this.restore(state);
  }

  /** The variance whose weights these are, once it has run. */
  get priorVariance(): number {
    return this.progress.priorVariance;
  }

  /** False when the iterations with the last variance were over before the optimum was reached. */
  get converged(): boolean {
    return this.progress.converged;
  }

  get trials(): readonly VarianceTrial[] {
    return this.progress.trials;
  }

  /** How far it is, of the most iterations that there can be; variances that need fewer count as if they had taken all. */
  get iterations(): { done: number; most: number; made: number } {
    const { trials, iterations, made, finished } = this.progress;
    const fits = this.settings.priorVariance === null ? VARIANCES.length : 1;
    const most = fits * this.settings.iterations;
    return {
      done: finished ? most : Math.min(trials.length * this.settings.iterations + iterations, most),
      most,
      made,
    };
  }

  /** Valid after a report of the kind "round" or "trial". */
  state(): Uint8Array {
    return encodeArrays({ progress: this.progress, size: this.weights.length }, [this.weights, this.best]);
  }

  /** Trains to the end, in slices of some tens of milliseconds. */
  *run(): Generator<NgramTrainingReport, void> {
    const { progress, settings } = this;
    if (settings.priorVariance !== null) yield* this.fit();
    while (settings.priorVariance === null && !progress.finished) {
      yield* this.fit();
      yield yield* this.measure();
    }
    progress.finished = true;
  }

  /** Rounds of L-BFGS with one variance until the gradient vanishes or the iterations are over. */
  private *fit(): Generator<NgramTrainingReport, void> {
    const { progress, settings, likelihood } = this;
    const { priorVariance } = progress;
    const scales = this.scales(priorVariance);
    while (!progress.converged && progress.iterations < settings.iterations) {
      const round = minimize(
        Float64Array.from(this.weights, (weight, node) => weight / scales[node]!),
        function* (point, gradient) {
          const weights = point.map((entry, node) => entry * scales[node]!);
          const value = yield* likelihood.objective(weights, priorVariance, gradient);
          for (let node = 0; node < gradient.length; node++) gradient[node]! *= scales[node]!;
          return value;
        },
        Math.min(ROUND_ITERATIONS, settings.iterations - progress.iterations),
        ENOUGH,
      );
      const { point, value, gradientLength, iterations } = yield* working(round);
      this.weights = Float32Array.from(point, (entry, node) => entry * scales[node]!);
      progress.iterations += iterations;
      progress.made += iterations;
      progress.converged = gradientLength <= ENOUGH || iterations === 0;
      yield { kind: 'round', priorVariance, trainLoss: value };
    }
  }

  /** Measures the weights, and goes on with the next variance, or back to the best. */
  private *measure(): Generator<NgramTrainingReport, NgramTrainingReport> {
    const { progress, validation } = this;
    const { priorVariance, trials } = progress;
    const nats = yield* working(this.likelihood.nats(Float64Array.from(this.weights), validation!));
    const trial = { priorVariance, loss: nats / validation!.length };
    const isBetter = trials.every(({ loss }) => trial.loss < loss);
    trials.push(trial);
    const next = VARIANCES[trials.length];
    if (isBetter) this.best = this.weights;
    if (isBetter && next !== undefined)
      Object.assign(progress, { priorVariance: next, iterations: 0, converged: false });
    else {
      const best = trials.reduce((least, other) => (other.loss < least.loss ? other : least));
      Object.assign(progress, { priorVariance: best.priorVariance, finished: true });
      this.weights = this.best;
    }
    return { kind: 'trial', ...trial };
  }

  /**
   * By node: what its weight is divided by, so that the loss curves alike along all. Along a weight the loss curves with how often
   * its n-gram was seen, or a teacher expects it, from one time to hundreds of thousands, and with the prior.
   */
  private scales(priorVariance: number): Float64Array {
    return Float64Array.from(this.likelihood.curvatures, (count) => 1 / Math.sqrt(count + 1 / priorVariance));
  }

  private restore(bytes: Uint8Array): void {
    const { header, take } = decodeArrays(bytes);
    const { progress, size } = header as { progress: Progress; size: number };
    // A state of other rows would not fit the tree.
    if (size !== this.tree.size) return;
    this.weights = Float32Array.from(take.floats(size));
    this.best = Float32Array.from(take.floats(size));
    Object.assign(this.progress, progress);
  }
}

/** Tokens as frequent as they are, whatever is before them. @param counts by node */
function firstWeights(counts: Counts, vocabularySize: number): Float32Array<ArrayBuffer> {
  const weights = new Float32Array(counts.length);
  let total = 0;
  for (let node = 1; node <= vocabularySize; node++) total += counts[node]!;
  for (let node = 1; node <= vocabularySize; node++)
    weights[node] = Math.log(((counts[node]! + 0.5) * vocabularySize) / total);
  return weights;
}

/** Reports each slice of a piece of work. @returns what it came to */
function* working<T>(work: Generator<undefined, T>): Generator<NgramTrainingReport, T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    yield { kind: 'working' };
  }
}
