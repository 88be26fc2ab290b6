import { type DomainError, isDomainError, TimeoutError, UnavailableError } from '../../lib/errors.js';
import { WorkerUnavailableError } from '../protocol/protocol-error.js';
import type { QueuedGeneration } from './generation/queued-generation.js';
import { Stepper } from './generation/stepper.js';
import { isLost, type LaneProcess, type RunRequest } from './lanes/lane-process.js';
import type { LaneSlot } from './lanes/lane-slot.js';
import type { Lanes } from './lanes/lanes.js';
import { QueuedRequest } from './request-queue.js';
import type { ServedModel } from './served-model.js';

/** How late the end of a deadline may be noticed. */
const SWEEP_MS = 20;
/** Turns of the event loop that are read on for at most before what is there is dispatched. */
const MOST_TURNS = 8;

/** Gives idle lanes the requests that waited longest; those of one model that came meanwhile go together. */
export class Dispatcher {
  private readonly pending = new Set<QueuedRequest>();
  private sweeper: NodeJS.Timeout | null = null;
  private scheduled = false;
  /** Whether this turn of the event loop has brought a request. */
  private arrived = false;
  /** Turns that were read on for since the last dispatch. */
  private turns = 0;
  private readonly stepper = new Stepper();
  /** Lanes whose last turn was a step of generations: what waits for one run goes next. */
  private readonly stepped = new WeakSet<LaneProcess>();

  /** What lanes ran last, but for requests that ran on a lane that died. */
  private readonly running = new WeakMap<LaneProcess, ServedModel>();

  constructor(
    private readonly models: ReadonlyMap<string, ServedModel>,
    private readonly lanes: () => Lanes,
  ) {}

  /** Requests that were not answered yet. */
  get size(): number {
    return [...this.models.values()].reduce((sum, { generations }) => sum + generations.size, this.pending.size);
  }

  /**
   * Takes a request in. Its answer may fail with any DomainError.
   * @throws {WorkerUnavailableError} at once when too many wait, or no lane will have the model
   */
  submit(model: ServedModel, request: RunRequest, deadlineAt: number): QueuedRequest {
    this.assertServed(model);
    const queued = new QueuedRequest(request, performance.now(), deadlineAt);
    model.queue.add(queued);
    model.lastUsedAt = queued.arrivedAt;
    this.pending.add(queued);
    this.arrived = true;
    this.sweeper ??= setInterval(() => {
      this.sweep();
    }, SWEEP_MS);
    this.schedule();
    const { maxBatchWaitMs } = model.settings;
    // A timer may fire a little early.
    if (maxBatchWaitMs > 0) setTimeout(this.schedule.bind(this), Math.ceil(maxBatchWaitMs) + 1);
    return queued;
  }

  /**
   * Takes a generation in: it joins a lane at its next step.
   * @throws {WorkerUnavailableError} at once when too many wait, or no lane will have the model
   */
  generate(model: ServedModel, generation: QueuedGeneration): void {
    this.assertServed(model);
    model.generations.add(generation);
    model.lastUsedAt = generation.arrivedAt;
    this.schedule();
  }

  /** Lets the generations of a process that ended go on elsewhere. */
  lost(process: LaneProcess): void {
    for (const { generations } of this.models.values()) generations.lost(process);
    this.schedule();
  }

  /** Forgets a request whose caller has left: it does not run any more. */
  drop(request: QueuedRequest): void {
    request.settled = true;
    this.pending.delete(request);
  }

  /** Gives a lane work, if it is idle and there is any. Runs and steps of generations take turns. */
  feed(slot: LaneSlot): void {
    const { process } = slot;
    if (!process) return;
    if (!slot.idle) {
      this.feedAhead(slot, process);
      return;
    }
    const waiting = this.longestWaiting(slot);
    const generating = this.stepper.next(process, slot.loaded);
    if (generating && (!waiting || !this.stepped.has(process))) this.step(slot, process, generating);
    else if (waiting) this.run(slot, process, waiting);
  }

  /**
   * Gives a lane that runs a batch the next one of the same model, so that it need not wait for it. A full one only, as what is less may
   * still grow; of short runs only, as what a lane has cannot be dropped; and none behind a request that may have ended a lane.
   */
  private feedAhead(slot: LaneSlot, process: LaneProcess): void {
    if (!slot.takesAhead) return;
    const waiting = this.longestWaiting(slot);
    if (!waiting?.runsShortly || waiting !== this.running.get(process)) return;
    if (!waiting.queue.holdsFull(waiting.maxRows) || this.stepper.next(process, slot.loaded)) return;
    if (this.lanes().slots.some((other) => other.idle && other.has(waiting))) return;
    this.run(slot, process, waiting);
  }

  private step(slot: LaneSlot, process: LaneProcess, model: ServedModel): void {
    this.stepped.add(process);
    const idle = this.lanes().slots.filter((other) => other.idle && other.has(model)).length;
    const share = Math.ceil(model.generations.waitingCount / Math.max(1, idle));
    void this.stepper.step(process, slot.index, model, share).then(() => {
      this.feed(slot);
    });
  }

  private run(slot: LaneSlot, process: LaneProcess, model: ServedModel): void {
    this.stepped.delete(process);
    const batch = model.queue.take(model.maxRows);
    if (batch.some(({ retried }) => retried)) this.running.delete(process);
    else this.running.set(process, model);
    const startedAt = performance.now();
    for (const request of batch) request.startedAt = startedAt;
    model.running += 1;
    process
      .run(
        model.name,
        batch.map(({ request }) => request),
      )
      .then(
        ({ answers, runs }) => {
          const computeMs = model.ran(runs);
          for (const request of batch) request.computeMs = computeMs;
          answers.forEach((answer, index) => {
            this.settle(model, batch[index]!, isDomainError(answer) ? answer : { ...answer, lane: slot.index });
          });
          // The next requests are mostly on their way from those who were answered just now.
          if (model.runsShortly && model.queue.oldestAt !== null && !model.queue.holdsFull(model.maxRows))
            this.schedule();
          else this.feed(slot);
        },
        (error: unknown) => {
          this.runFailed(model, process, batch, error);
          this.feed(slot);
        },
      )
      .finally(() => (model.running -= 1));
  }

  private settle(
    model: ServedModel,
    request: QueuedRequest,
    answer: DomainError | Parameters<QueuedRequest['succeed']>[0],
  ): void {
    if (request.settled) return;
    const ok = !isDomainError(answer);
    const now = performance.now();
    const { arrivedAt, startedAt, computeMs } = request;
    const totalMs = now - arrivedAt;
    if (ok) model.statistics.answered({ queueMs: startedAt - arrivedAt, computeMs, totalMs }, Date.now());
    else model.statistics.failed(totalMs, Date.now());
    if (ok) request.succeed(answer);
    else request.fail(answer);
    this.pending.delete(request);
  }

  private runFailed(model: ServedModel, process: LaneProcess, batch: readonly QueuedRequest[], error: unknown): void {
    const waiting = batch.filter(({ settled }) => !settled);
    const retried =
      isLost(error) && this.lanes().hasOther(model, process) ? waiting.filter((request) => !request.retried) : [];
    for (const request of retried) request.retried = true;
    model.queue.putBack(retried);
    if (retried.length > 0) this.schedule();
    const failure = isDomainError(error) ? error : new UnavailableError('The lane failed; its log says how.');
    for (const request of waiting) if (!retried.includes(request)) this.settle(model, request, failure);
  }

  /**
   * Requests that arrive together are dispatched together: when a turn of the event loop has brought no further one, a batch is full, or
   * turns enough have brought one each. No timer, and no waiting: a turn only reads what is there.
   */
  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.dispatch();
    });
  }

  private dispatch(): void {
    if (this.arrived && this.turns < MOST_TURNS && !this.holdsFull()) {
      this.arrived = false;
      this.turns += 1;
      setImmediate(() => {
        this.dispatch();
      });
      return;
    }
    this.scheduled = this.arrived = false;
    this.turns = 0;
    for (const slot of this.lanes().slots) this.feed(slot);
  }

  private holdsFull(): boolean {
    for (const { queue, maxRows } of this.models.values()) if (queue.holdsFull(maxRows)) return true;
    return false;
  }

  private assertServed(model: ServedModel): void {
    if (this.lanes().serves(model)) return;
    throw new WorkerUnavailableError(
      'NO_LANE',
      'The processes that run models keep ending; see the log of the inference worker.',
    );
  }

  private longestWaiting(slot: LaneSlot): ServedModel | null {
    let longest: ServedModel | null = null;
    let since = Infinity;
    const now = performance.now();
    for (const model of slot.loaded) {
      const oldestAt = model.queue.oldestAt ?? Infinity;
      if (oldestAt >= since || !model.isDue(now)) continue;
      longest = model;
      since = oldestAt;
    }
    return longest;
  }

  private sweep(): void {
    const now = performance.now();
    for (const request of this.pending) {
      if (!request.settled && request.deadlineAt > now) continue;
      if (!request.settled)
        request.fail(new TimeoutError('The deadline of the request has passed before its answer was there.'));
      this.pending.delete(request);
    }
    for (const { queue } of this.models.values()) queue.sweep();
    if (this.pending.size > 0 || !this.sweeper) return;
    clearInterval(this.sweeper);
    this.sweeper = null;
  }
}
