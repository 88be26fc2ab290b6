import { type DomainError, InvalidInputError } from '../../../lib/errors.js';
import type { GenerationRequest } from '../../lane/generation/generation-request.js';
import { WorkerUnavailableError } from '../../protocol/protocol-error.js';
import type { LaneProcess } from '../lanes/lane-process.js';
import type { Generating } from '../../lane/lane-messages.js';
import { fitting } from './lane-room.js';
import type { QueuedGeneration } from './queued-generation.js';

/** Generations of one model: those that wait, and those that are sequences of a lane. */
export class ModelGenerations {
  private readonly waiting: QueuedGeneration[] = [];
  private readonly live = new Map<LaneProcess, Map<number, QueuedGeneration>>();

  constructor(private readonly limit: number) {}

  /** Generations that have not ended. */
  get size(): number {
    return this.waitingCount + [...this.live.values()].reduce((sum, { size }) => sum + size, 0);
  }

  get waitingCount(): number {
    this.waiting.splice(0, Infinity, ...this.waiting.filter(({ settled }) => !settled));
    return this.waiting.length;
  }

  /** @throws {WorkerUnavailableError} when as many wait as may */
  add(generation: QueuedGeneration): void {
    if (this.waitingCount >= this.limit)
      throw new WorkerUnavailableError(
        'QUEUE_FULL',
        `${this.limit} generations wait for this model already. Try again in a second.`,
      );
    this.waiting.push(generation);
  }

  /** Sequences that a lane has, those included that are to leave it. */
  liveOn(process: LaneProcess): ReadonlyMap<number, QueuedGeneration> {
    return this.live.get(process) ?? new Map<number, QueuedGeneration>();
  }

  /** Takes up to `count` that wait, oldest first, to a lane. What may have ended a lane joins on its own, so that it cannot hide among others. */
  join(process: LaneProcess, count: number, generating: Generating): GenerationRequest[] {
    if (this.waitingCount === 0) return [];
    const sequences = this.live.get(process) ?? new Map<number, QueuedGeneration>();
    this.live.set(process, sequences);
    if ([...sequences.values()].some(({ suspect }) => suspect)) return [];
    const others = this.waiting.findIndex(({ suspect }) => suspect);
    const candidates = this.waiting.slice(0, others === 0 ? 1 : Math.min(count, others < 0 ? count : others));
    const joining = this.waiting.splice(0, fitting(generating, sequences.values(), candidates));
    for (const generation of joining) {
      generation.startedAt ??= performance.now();
      sequences.set(generation.id, generation);
    }
    return joining.map(({ request }) => request);
  }

  /** Forgets sequences that nobody waits for any more; returns what the lane calls them. */
  leave(process: LaneProcess): number[] {
    const left = [...this.liveOn(process)].filter(([, { settled }]) => settled).map(([id]) => id);
    for (const id of left) this.remove(process, id);
    return left;
  }

  remove(process: LaneProcess, id: number): void {
    const sequences = this.live.get(process);
    sequences?.delete(id);
    if (sequences?.size === 0) this.live.delete(process);
  }

  /** Lets what a lost lane had go on elsewhere, before what waits already. */
  lost(process: LaneProcess): void {
    const sequences = [...this.liveOn(process).values()];
    this.live.delete(process);
    const [moving, failing] = [sequences.filter((one) => one.move()), sequences.filter((one) => !one.settled)];
    this.waiting.unshift(...moving);
    for (const generation of failing) if (!moving.includes(generation)) generation.fail(endsLanes());
  }

  /** Fails what a lane had; what waits may go to another. */
  failLane(process: LaneProcess, error: DomainError): void {
    const lost = this.liveOn(process);
    this.live.delete(process);
    for (const generation of lost.values()) generation.fail(error);
  }

  failAll(error: DomainError): void {
    for (const generation of this.waiting.splice(0)) generation.fail(error);
    for (const sequences of this.live.values()) for (const generation of sequences.values()) generation.fail(error);
  }
}

function endsLanes(): InvalidInputError {
  return new InvalidInputError(
    'Every process that took this prompt ended before its next token; the log of the inference worker says how. Change the prompt or the settings.',
  );
}
