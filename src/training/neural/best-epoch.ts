import type { Tensors } from '../../onnx/tensor.js';

/** How well weights do on rows that they were not trained on; plain values, as states keep them. */
export interface HeldOutQuality {
  /** Mean cross-entropy, in nats. */
  readonly loss: number;
}

/** The epoch that did best on held-out rows. */
export interface BestEpoch<Q extends HeldOutQuality> {
  /** From 1. */
  readonly epoch: number;
  readonly quality: Q;
}

/** Holds the weights of the epoch with the lowest loss on held-out rows. They are not copied: each call of the runtime makes new ones. */
export class BestWeights<Q extends HeldOutQuality> {
  private kept: { readonly best: BestEpoch<Q>; readonly weights: Tensors } | null = null;

  /** Null while no epoch has a loss that is a number. */
  get best(): BestEpoch<Q> | null {
    return this.kept?.best ?? null;
  }

  get weights(): Tensors | null {
    return this.kept?.weights ?? null;
  }

  /** Goes on from what a state kept. */
  restore(best: BestEpoch<Q>, weights: Tensors): void {
    this.kept = { best, weights };
  }

  /** Takes the weights of an epoch if none before was as good. */
  offer(epoch: number, quality: Q, weights: Tensors): void {
    if (quality.loss < (this.best?.quality.loss ?? Infinity)) this.kept = { best: { epoch, quality }, weights };
  }

  /** Whether as many epochs as `patience` says are over since the best one. @param epochs that are over */
  isStale(epochs: number, patience: number): boolean {
    return epochs - (this.best?.epoch ?? 0) >= patience;
  }
}
