import { InvalidInputError } from '../../../lib/errors.js';
import type { ChatMessage } from '../../../pipelines/pipeline.js';
import type { LaneFailure, RunFigure } from '../lane-messages.js';
import { failureOf } from '../lane-failure.js';
import type { Batch, Decoder, Stepped } from './decoder.js';
import type { GeneratedPiece, GenerationFailure, GenerationRequest } from './generation-request.js';
import { Sequence, type SequenceLimits } from './sequence.js';
import type { TokenDecoder } from './token-text.js';

/** Tokens of a prompt in one run: a long prompt must not keep others waiting. */
const PROMPT_CHUNK = 128;
/** Prompts are read in each step until this time is over; at least one chunk. */
const PROMPT_TIME_MS = 50;

/** Which sequences may run together. */
export type Grouping = 'ANY_LENGTH' | 'EQUAL_LENGTH' | 'ALONE';

/** How a model may be driven, as was proven when it was loaded. */
export interface Conduct {
  readonly grouping: Grouping;
  /** Whether a prompt can be read in pieces. */
  readonly readsInChunks: boolean;
  /** Most sequences of one run. */
  readonly rowsPerRun: number;
}

/** Between text and token ids. */
export interface TokenCodec extends TokenDecoder {
  encode(text: string, addSpecialTokens: boolean): readonly number[];
  renderChat(messages: readonly ChatMessage[]): string;
}

export interface StepResult {
  readonly pieces: readonly GeneratedPiece[];
  readonly failures: readonly GenerationFailure[];
  readonly runs: readonly RunFigure[];
}

/** A sequence with what its model carries of it: a row of a batch, or nothing where there is no cache. */
interface Live {
  readonly sequence: Sequence;
  batch: Batch;
  row: number;
}

/** Sequences that share the runs of one model: at every step others may join, and those that are done leave. */
export class Generator {
  private readonly waiting: Live[] = [];
  private live: Live[] = [];
  private pieces: GeneratedPiece[] = [];
  private failures: GenerationFailure[] = [];
  private runs: RunFigure[] = [];

  constructor(
    private readonly decoder: Decoder,
    private readonly codec: TokenCodec,
    private readonly limits: SequenceLimits,
    private readonly conduct: Conduct,
  ) {}

  /** Takes sequences in and out, reads some of the prompts that wait, and adds a token to every other sequence. */
  async step(joining: readonly GenerationRequest[], leaving: readonly number[]): Promise<StepResult> {
    [this.pieces, this.failures, this.runs] = [[], [], []];
    for (const id of leaving) this.forget(id);
    for (const request of joining) this.join(request);
    const before = this.live;
    this.live = [];
    for (const group of this.groupsOf(before)) await this.extend(group);
    if (this.decoder.keepsCache) await this.readPrompts();
    return { pieces: this.pieces, failures: this.failures, runs: this.runs };
  }

  private join(request: GenerationRequest): void {
    try {
      const prompt = this.promptOf(request);
      this.assertFits(prompt.length);
      const sequence = new Sequence(request, prompt, this.codec, this.limits);
      const joined = { sequence, batch: this.decoder.empty(), row: 0 };
      (this.decoder.keepsCache ? this.waiting : this.live).push(joined);
    } catch (error) {
      this.fail(request.id, failureOf(error));
    }
  }

  private promptOf({ prompt, addSpecialTokens }: GenerationRequest): readonly number[] {
    return typeof prompt === 'string'
      ? this.codec.encode(prompt, addSpecialTokens)
      : this.codec.encode(this.codec.renderChat(prompt), false);
  }

  private assertFits(length: number): void {
    const { contextLength } = this.limits;
    if (length === 0) throw new InvalidInputError('The prompt has no token: give a text to go on from.', ['prompt']);
    if (contextLength !== null && length >= contextLength)
      throw new InvalidInputError(
        `The prompt has ${length} tokens, and the model takes ${contextLength} with its answer. Shorten it.`,
        ['prompt'],
      );
  }

  private forget(id: number): void {
    const others = ({ sequence }: Live) => sequence.request.id !== id;
    this.live = this.live.filter(others);
    this.waiting.splice(0, Infinity, ...this.waiting.filter(others));
  }

  private async readPrompts(): Promise<void> {
    const until = performance.now() + PROMPT_TIME_MS;
    while (this.waiting.length > 0) {
      const [next] = this.waiting;
      await this.alone(next!, () => this.readChunk(next!));
      if (performance.now() >= until) return;
    }
  }

  /** Reads on in a prompt; its end gives the first token. */
  private async readChunk(reading: Live): Promise<void> {
    const { tokens } = reading.sequence;
    const read = reading.batch.lengths[0]!;
    const { isSingle } = this.decoder.layout.ids;
    const size = isSingle ? 1 : this.conduct.readsInChunks ? PROMPT_CHUNK : tokens.length;
    const { logits, batch } = await this.timed(1, () =>
      this.decoder.step(reading.batch, [tokens.slice(read, read + size)]),
    );
    reading.batch = batch;
    if (read + size < tokens.length) return;
    this.waiting.shift();
    this.accept(reading, logits[0]!);
  }

  /** One more token for each sequence of a group. What fails together is tried one by one, so that one alone fails. */
  private async extend(group: readonly Live[]): Promise<void> {
    let stepped: Stepped;
    try {
      stepped = await this.timed(group.length, () => this.run(group));
    } catch (error) {
      if (group.length === 1) this.fail(group[0]!.sequence.request.id, failureOf(error));
      else for (const one of group) await this.extend([one]);
      return;
    }
    for (const [row, one] of group.entries()) {
      one.batch = stepped.batch;
      one.row = row;
      await this.alone(one, () => {
        this.accept(one, stepped.logits[row]!);
      });
    }
  }

  private async run(group: readonly Live[]): Promise<Stepped> {
    if (!this.decoder.keepsCache) {
      const logits = await this.decoder.runWhole(group.map(({ sequence }) => sequence.tokens));
      return { logits, batch: group[0]!.batch };
    }
    const shared = group[0]!.batch;
    const isUnchanged =
      shared.lengths.length === group.length &&
      group.every(({ batch, row }, place) => batch === shared && row === place);
    const batch = isUnchanged ? shared : this.decoder.gather(group);
    return this.decoder.step(
      batch,
      group.map(({ sequence }) => [sequence.tokens.at(-1)!]),
    );
  }

  private accept(one: Live, logits: Float32Array): void {
    const piece = one.sequence.advance(logits);
    this.pieces.push(piece);
    if (piece.finish === null) this.live.push(one);
  }

  private async alone(one: Live, work: () => Promise<void> | void): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { id } = one.sequence.request;
      this.forget(id);
      this.fail(id, failureOf(error));
    }
  }

  private fail(id: number, failure: LaneFailure): void {
    this.failures.push({ id, failure });
  }

  private groupsOf(live: readonly Live[]): Live[][] {
    const { grouping, rowsPerRun } = this.conduct;
    if (grouping === 'ALONE') return live.map((one) => [one]);
    const byLength = Map.groupBy(live, ({ sequence }) => (grouping === 'EQUAL_LENGTH' ? sequence.tokens.length : 0));
    return [...byLength.values()].flatMap((group) =>
      Array.from({ length: Math.ceil(group.length / rowsPerRun) }, (_, part) =>
        group.slice(part * rowsPerRun, (part + 1) * rowsPerRun),
      ),
    );
  }

  private async timed<T>(rows: number, run: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const result = await run();
    this.runs.push({ rows, ms: performance.now() - started });
    return result;
  }
}
