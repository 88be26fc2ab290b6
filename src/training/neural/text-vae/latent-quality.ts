/** How well an autoencoder predicts texts that it did not learn from, and what its latent vector says of them. */
export interface LatentQuality {
  /** Upper bound of the mean cross-entropy of a token: the negative evidence lower bound, in nats. */
  readonly loss: number;
  /** The part of it that is the cross-entropy behind a vector of the text's posterior, in nats a token. */
  readonly reconstruction: number;
  /** Divergence of the posterior from the standard normal distribution, in nats a text. */
  readonly kl: number;
  /**
   * Numbers of the latent vector whose mean differs from text to text: by a variance above 0.01.
   * @see Burda et al., Importance Weighted Autoencoders (2016)
   */
  readonly activeUnits: number;
}

const ACTIVE_VARIANCE = 0.01;

/** Gathers what texts say of their latent vectors. */
export class PosteriorFigures {
  private texts = 0;
  private divergence = 0;
  private readonly sums: Float64Array;
  private readonly squares: Float64Array;

  constructor(private readonly size: number) {
    this.sums = new Float64Array(size);
    this.squares = new Float64Array(size);
  }

  /** @param means and @param logVariances of a text's posterior, (size) each */
  add(means: Float32Array, logVariances: Float32Array): void {
    this.texts += 1;
    for (let at = 0; at < this.size; at++) {
      const [mean, logVariance] = [means[at]!, logVariances[at]!];
      this.divergence += (mean ** 2 + Math.exp(logVariance) - logVariance - 1) / 2;
      this.sums[at]! += mean;
      this.squares[at]! += mean ** 2;
    }
  }

  /** @param nats cross-entropy of all tokens together @param tokens of all texts */
  quality(nats: number, tokens: number): LatentQuality {
    const { texts, divergence } = this;
    const activeUnits = this.sums.reduce((count, sum, at) => {
      const variance = this.squares[at]! / texts - (sum / texts) ** 2;
      return variance > ACTIVE_VARIANCE ? count + 1 : count;
    }, 0);
    return {
      loss: (nats + divergence) / tokens,
      reconstruction: nats / tokens,
      kl: divergence / texts,
      activeUnits,
    };
  }
}

/** Under the names that jobs report them by: `validation_loss` and so on. */
export function latentMetrics(
  of: 'validation' | 'test',
  { loss, reconstruction, kl, activeUnits }: LatentQuality,
): Record<string, number> {
  return {
    [`${of}_loss`]: loss,
    [`${of}_reconstruction`]: reconstruction,
    [`${of}_kl`]: kl,
    [`${of}_active_units`]: activeUnits,
  };
}
