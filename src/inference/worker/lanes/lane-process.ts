import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { configReference, inheritedEnv } from '../../../config/config.js';
import {
  type DomainError,
  ErrorCode,
  InvalidInputError,
  isDomainError,
  LimitExceededError,
} from '../../../lib/errors.js';
import { freeBytes } from '../../../lib/free-bytes.js';
import { builtProgram } from '../../../lib/package-root.js';
import { endWithParent } from '../../../lib/processes/end-with-parent.js';
import { FrameReader, Payload, writeFrame } from '../../lane/frames.js';
import type { GenerationRequest } from '../../lane/generation/generation-request.js';
import type { StepResult } from '../../lane/generation/generator.js';
import {
  type FramedAnswer,
  type FramedAnswers,
  type FramedRequests,
  type LaneCommand,
  type LaneFailure,
  type LaneReply,
  type LoadedModel,
  type LoadModel,
  type RunFigure,
  unframeTensors,
} from '../../lane/lane-messages.js';
import { WorkerUnavailableError } from '../../protocol/protocol-error.js';
import { splitWires } from '../../protocol/tensors/wire-rows.js';
import type { WireTensor } from '../../protocol/tensors/wire-tensor.js';
import { alikeRequests } from '../alike-requests.js';
import { LaneMemory } from './lane-memory.js';
import type { ServedModel } from '../served-model.js';

/** A model that takes longer to load is given up. */
const LOAD_LIMIT_MS = 300_000;

/** What one request asks of a lane. */
export interface RunRequest {
  readonly inputs: readonly WireTensor[];
  readonly outputs: readonly string[] | null;
  /** Whether the words of texts are wanted beside the outputs. */
  readonly tellWords: boolean;
}

export interface RunOutputs {
  readonly outputs: readonly WireTensor[];
  /** Tokens of the request's texts; left out where nothing is cut into tokens. */
  readonly tokenCount?: number;
}

export type RunAnswer = RunOutputs | DomainError;

interface Pending {
  readonly kind: LaneCommand['kind'];
  readonly resolve: (reply: { reply: LaneReply; payload: Uint8Array }) => void;
  readonly reject: (error: DomainError) => void;
  readonly limitMs: number;
}

/** A process with models; it answers commands one after another. When it dies, whatever it was asked fails at once. */
export class LaneProcess {
  /** Resolves with how it ended. */
  readonly ended: Promise<string>;
  /** Models that it has loaded. */
  readonly loaded = new Map<string, ServedModel>();
  /** Models that it failed to load while others have them, with the reason. */
  readonly refused = new Map<ServedModel, string>();
  /** Whether it has loaded all that it is to load. */
  complete = false;
  readonly memory = new LaneMemory();
  private readonly child: ChildProcess;
  private readonly channel: Duplex;
  private readonly pending: Pending[] = [];
  private readonly waitingForIdle: (() => void)[] = [];
  private watchdog: NodeJS.Timeout | null = null;
  /** When the present command is given up, and when that is looked at: milliseconds of the performance clock. */
  private stuckAt = Infinity;
  private watchedUntil = Infinity;
  private endReason: string | null = null;

  constructor(private readonly runLimitMs: number) {
    // A lane collects its garbage before it says what memory it holds.
    this.child = spawn(process.execPath, ['--expose-gc', builtProgram('inference/lane/lane.js')], {
      stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
      env: laneEnv(),
    });
    endWithParent(this.child);
    this.channel = this.child.stdio[3] as Duplex;
    const reader = new FrameReader((header, payload) => {
      this.settle(header as LaneReply, payload);
    });
    this.channel.on('data', (chunk: Buffer) => {
      reader.push(chunk);
      freeBytes(chunk);
    });
    this.channel.on('error', () => this.child.kill('SIGKILL'));
    this.ended = new Promise((resolve) => {
      const end = (reason: string) => {
        resolve(this.fail(reason));
      };
      this.child.once('error', (error) => {
        end(error.message);
      });
      this.child.once('exit', (code, signal) => {
        end(signal ?? `exit code ${code}`);
      });
    });
  }

  get pid(): number | null {
    return this.child.pid ?? null;
  }

  /** Whether it has a run to answer, and nothing else to do. */
  get runsOne(): boolean {
    return this.pending.length === 1 && this.pending[0]!.kind === 'run';
  }

  get busy(): boolean {
    return this.pending.length > 0;
  }

  get alive(): boolean {
    return this.endReason === null;
  }

  /** Resolves when it has done all that it was asked, or has died. */
  whenIdle(): Promise<void> {
    if (!this.busy) return Promise.resolve();
    return new Promise((resolve) => this.waitingForIdle.push(resolve));
  }

  /** @throws {InvalidInputError} when the lane refuses the model; {WorkerUnavailableError} when it dies of it */
  async load(model: ServedModel, spec: LoadModel): Promise<LoadedModel> {
    const { reply } = await this.command({ kind: 'load', ...spec }, new Payload(), LOAD_LIMIT_MS);
    if (reply.kind !== 'loaded') throw unexpected(reply);
    this.memory.loaded(model.name, model.predictedBytes, reply.memory);
    this.loaded.set(model.name, model);
    return reply.model;
  }

  async unload(name: string): Promise<void> {
    this.loaded.delete(name);
    const { reply } = await this.command({ kind: 'unload', name }, new Payload(), LOAD_LIMIT_MS);
    if (reply.kind !== 'unloaded') throw unexpected(reply);
    this.memory.unloaded(name, reply.memory);
  }

  /** @throws {WorkerUnavailableError} when the lane dies meanwhile */
  async run(
    name: string,
    requests: readonly RunRequest[],
  ): Promise<{ answers: RunAnswer[]; runs: readonly RunFigure[] }> {
    const payload = new Payload();
    const groups = alikeRequests(requests);
    const framed = groups.map((group) => frameRequests(payload, group));
    const answered = await this.command({ kind: 'run', name, requests: framed }, payload, this.runLimitMs);
    const { reply } = answered;
    if (reply.kind !== 'ran') throw unexpected(reply);
    const answers = reply.answers.flatMap((own, place) => toAnswers(own, framed[place]!.rows, answered.payload));
    return { answers, runs: reply.runs };
  }

  /** Lets a language model generate one more token for each of its sequences. @throws {DomainError} when none got one */
  async step(name: string, joining: readonly GenerationRequest[], leaving: readonly number[]): Promise<StepResult> {
    const { reply } = await this.command({ kind: 'step', name, joining, leaving }, new Payload(), this.runLimitMs);
    if (reply.kind !== 'stepped') throw unexpected(reply);
    return reply;
  }

  /** Ends the process; what it was asked fails. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  private command(
    command: LaneCommand,
    payload: Payload,
    limitMs: number,
  ): Promise<{ reply: LaneReply; payload: Uint8Array }> {
    return new Promise((resolve, reject) => {
      if (this.endReason !== null) {
        reject(lost(this.endReason));
        return;
      }
      this.pending.push({ kind: command.kind, resolve, reject, limitMs });
      if (this.pending.length === 1) this.watch();
      writeFrame(this.channel, command, payload);
    });
  }

  private settle(reply: LaneReply, payload: Uint8Array): void {
    const settled = this.pending.shift();
    this.watch();
    if (reply.kind === 'failed') settled?.reject(errorOf(reply.failure));
    else settled?.resolve({ reply, payload });
    this.tellIdle();
  }

  private fail(reason: string): string {
    this.endReason = reason;
    for (const { reject } of this.pending.splice(0)) reject(lost(reason));
    if (this.watchdog) clearTimeout(this.watchdog);
    this.channel.destroy();
    this.tellIdle();
    return reason;
  }

  private tellIdle(): void {
    if (!this.busy) for (const tell of this.waitingForIdle.splice(0)) tell();
  }

  /** A lane that is stuck in a command is killed; only that stops a run. A timer goes on from one command to the next where it can. */
  private watch(): void {
    const [first] = this.pending;
    this.stuckAt = first ? performance.now() + first.limitMs : Infinity;
    if (this.stuckAt < this.watchedUntil) this.watchUntil(this.stuckAt);
  }

  private watchUntil(at: number): void {
    if (this.watchdog) clearTimeout(this.watchdog);
    this.watchedUntil = at;
    this.watchdog = setTimeout(() => {
      this.watchedUntil = Infinity;
      if (performance.now() >= this.stuckAt) this.kill();
      else if (this.stuckAt < Infinity) this.watchUntil(this.stuckAt);
    }, at - performance.now()).unref();
  }
}

function frameRequests(payload: Payload, requests: readonly RunRequest[]): FramedRequests {
  const { inputs, outputs, tellWords } = requests[0]!;
  return {
    inputs: inputs.map(({ name, type, dims }, place) => {
      const own = requests.map((request) => request.inputs[place]!);
      const joined = own.length > 1 ? [sum(own.map((input) => input.dims[0]!)), ...dims.slice(1)] : dims;
      return { name, type, dims: joined, ...payload.addAll(own.map(({ data }) => data)) };
    }),
    rows: requests.map((request) => request.inputs[0]?.dims[0] ?? 1),
    outputs,
    tellWords,
  };
}

/** @param rows those of each request */
function toAnswers(answers: FramedAnswers, rows: readonly number[], payload: Uint8Array): RunAnswer[] {
  const own = answers.map((answer) => toAnswer(answer, payload));
  if (own.length === rows.length) return own;
  const [first] = own;
  return isDomainError(first)
    ? rows.map(() => first)
    : splitWires(first!.outputs, rows).map((outputs) => ({ outputs }));
}

function toAnswer(answer: FramedAnswer, payload: Uint8Array): RunAnswer {
  return 'failure' in answer
    ? errorOf(answer.failure)
    : { outputs: unframeTensors(payload, answer.outputs), tokenCount: answer.tokenCount };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** What a lane said of a failure, as the error that it is. */
export function errorOf({ code, message }: LaneFailure): DomainError {
  if (code === ErrorCode.LIMIT_EXCEEDED) return new LimitExceededError(message, 0);
  return new InvalidInputError(message);
}

function unexpected(reply: LaneReply): Error {
  return new Error(`A lane answered "${reply.kind}" to another command.`);
}

function lost(reason: string): WorkerUnavailableError {
  return new WorkerUnavailableError('LANE_LOST', `The process that ran the model ended (${reason}). Try again.`);
}

export function isLost(error: unknown): boolean {
  return isDomainError(error) && error instanceof WorkerUnavailableError && error.reason === 'LANE_LOST';
}

/** The environment of a lane: what libraries and devices need, without this service's own settings and secrets. */
function laneEnv(): NodeJS.ProcessEnv {
  const own = new Set(configReference().map(({ name }) => name));
  return Object.fromEntries(Object.entries(inheritedEnv()).filter(([name]) => !own.has(name)));
}
