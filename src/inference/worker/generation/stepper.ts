import { isDomainError, UnavailableError } from '../../../lib/errors.js';
import { errorOf, isLost, type LaneProcess } from '../lanes/lane-process.js';
import type { ServedModel } from '../served-model.js';

/** Lets lanes generate: step by step, a token for each sequence that they have. */
export class Stepper {
  /** When a lane last made a step for each model. */
  private readonly steppedAt = new WeakMap<LaneProcess, Map<ServedModel, number>>();

  /** The model whose sequences wait longest for a step of this lane; null when it has nothing to generate. */
  next(process: LaneProcess, models: Iterable<ServedModel>): ServedModel | null {
    const steppedAt = this.steppedAt.get(process);
    let next: ServedModel | null = null;
    for (const model of models) {
      const { generations } = model;
      if (generations.liveOn(process).size === 0 && generations.waitingCount === 0) continue;
      if (!next || (steppedAt?.get(model) ?? 0) < (steppedAt?.get(next) ?? 0)) next = model;
    }
    return next;
  }

  /**
   * One step: sequences that ended or were left leave, others join, and each gets its next token.
   * @param share most that this lane takes of those that wait: others that are idle take the rest
   */
  async step(process: LaneProcess, lane: number, model: ServedModel, share: number): Promise<void> {
    const { generations } = model;
    const leaving = generations.leave(process);
    const generating = model.loaded?.generation;
    const joining = generating ? generations.join(process, share, generating) : [];
    const steppedAt = this.steppedAt.get(process) ?? new Map<ServedModel, number>();
    this.steppedAt.set(process, steppedAt.set(model, performance.now()));
    try {
      const { pieces, failures, runs } = await process.step(model.name, joining, leaving);
      model.statistics.ran(runs);
      const live = generations.liveOn(process);
      for (const piece of pieces) {
        const generation = live.get(piece.id);
        if (piece.finish !== null) this.ended(process, model, piece.id, true);
        generation?.give(piece, lane);
      }
      for (const { id, failure } of failures) {
        const generation = live.get(id);
        this.ended(process, model, id, false);
        generation?.fail(errorOf(failure));
      }
    } catch (error) {
      // What a lost lane had goes on elsewhere.
      if (isLost(error)) return;
      generations.failLane(
        process,
        isDomainError(error) ? error : new UnavailableError('The lane failed; its log says how.'),
      );
    }
  }

  private ended(process: LaneProcess, model: ServedModel, id: number, ok: boolean): void {
    const generation = model.generations.liveOn(process).get(id);
    model.lastUsedAt = performance.now();
    model.generations.remove(process, id);
    if (!generation || generation.settled) return;
    const { arrivedAt, startedAt } = generation;
    const now = performance.now();
    const totalMs = now - arrivedAt;
    const computeMs = now - (startedAt ?? now);
    if (ok) model.statistics.answered({ queueMs: totalMs - computeMs, computeMs, totalMs }, Date.now());
    else model.statistics.failed(totalMs, Date.now());
  }
}
