import { InvalidInputError } from '../../../lib/errors.js';
import type { ChatMessage } from '../../../pipelines/pipeline.js';
import type { LaneFailure, RunFigure } from '../lane-messages.js';
import { failureOf } from '../lane-failure.js';
import type { Batch, BatchRow, Decoder, RunLogits } from './decoder.js';
import type { GeneratedPiece, GenerationFailure, GenerationRequest } from './generation-request.js';
import { type Conduct, heldOf, nextPieces, type PartlyRead, type Piece } from './next-pieces.js';
import { sharedBeginning } from './shared-beginning.js';
import { ScoredText } from './scored-text.js';
import { Sequence, type SequenceLimits } from './sequence.js';
import type { TokenDecoder } from './token-text.js';

/** Prompts are read in each step until this time is over; at least one run. */
const PROMPT_TIME_MS = 50;
/** Tokens that one run reads at least, where there are so many, and at most. */
const LEAST_READ = 128;
const MOST_READ = 2048;

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
interface Live extends PartlyRead {
  readonly sequence: Sequence | ScoredText;
}

/** Sequences that share the runs of one model: at every step others may join, and those that are done leave. */
export class Generator {
  private readonly waiting: Live[] = [];
  private live: Live[] = [];
  private pieces: GeneratedPiece[] = [];
  private failures: GenerationFailure[] = [];
  private runs: RunFigure[] = [];
  /** Milliseconds that a token of a prompt took in the last run that read some. */
  private msPerToken = Infinity;

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
    for (const group of this.groupsOf(before))
      await this.run(group.map((one) => ({ of: one, tokens: one.sequence.tokens.slice(-1) })));
    if (this.decoder.keepsCache) await this.readPrompts();
    return { pieces: this.pieces, failures: this.failures, runs: this.runs };
  }

  private join(request: GenerationRequest): void {
    try {
      const sequence = this.sequenceOf(request);
      const joined = { sequence, ...this.beginningOf(sequence) };
      (this.decoder.keepsCache ? this.waiting : this.live).push(joined);
    } catch (error) {
      this.fail(request.id, failureOf(error));
    }
  }

  private sequenceOf(request: GenerationRequest): Live['sequence'] {
    if (request.towards && !this.decoder.layout.carried.some(({ first }) => first === 'normal'))
      throw new InvalidInputError(
        'The model begins with nothing that is drawn, so nothing lies between two seeds: leave out towards, or ask a text VAE.',
        ['towards'],
      );
    const prompt = this.promptOf(request);
    this.assertFits(prompt.length, request.scores ? 0 : 1);
    if (!request.scores) return new Sequence(request, prompt, this.codec, this.limits);
    const { givesAllLogits, reading } = this.conduct;
    if (!givesAllLogits && (!this.decoder.keepsCache || reading.chunk === Infinity))
      throw new InvalidInputError('The graph gives logits for the last token alone, and reads no text token by token.');
    return new ScoredText(request, prompt, this.codec, givesAllLogits ? Infinity : 1);
  }

  /** What is known of a text before it is read: that of another which begins alike, as with the same instructions. */
  private beginningOf(sequence: Live['sequence']): BatchRow {
    const others = this.conduct.sharesBeginnings && sequence instanceof Sequence ? [...this.live, ...this.waiting] : [];
    // Of a text that is scored nothing is drawn.
    const origin = sequence instanceof Sequence ? sequence.request : null;
    return sharedBeginning(sequence.tokens, others) ?? { batch: this.decoder.begin(origin), row: 0 };
  }

  private promptOf({ prompt, addSpecialTokens }: GenerationRequest): readonly number[] {
    return typeof prompt === 'string'
      ? this.codec.encode(prompt, addSpecialTokens)
      : this.codec.encode(this.codec.renderChat(prompt), false);
  }

  /** @param behind tokens that must have room behind the prompt */
  private assertFits(length: number, behind: number): void {
    const { contextLength } = this.limits;
    if (length === 0) throw new InvalidInputError('The prompt has no token: give a text to go on from.', ['prompt']);
    if (contextLength !== null && length + behind > contextLength)
      throw new InvalidInputError(
        `The prompt has ${length} tokens, and the model takes ${contextLength}${behind > 0 ? ' with its answer' : ''}. Shorten it.`,
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
      const started = performance.now();
      const fitting = Math.min(MOST_READ, Math.max(LEAST_READ, (until - started) / this.msPerToken));
      const pieces = nextPieces(this.waiting, this.conduct, fitting);
      await this.run(pieces);
      const longest = Math.max(...pieces.map(({ tokens }) => tokens.length));
      this.msPerToken = (performance.now() - started) / (pieces.length * longest);
      if (performance.now() >= until) return;
    }
  }

  /**
   * Reads pieces of texts together; one that was read to its end gets its next token. What fails together is tried one by one, so that
   * one alone fails.
   */
  private async run(pieces: readonly Piece<Live>[]): Promise<void> {
    let stepped: RunLogits & { readonly batch: Batch | null };
    try {
      stepped = await this.timed(pieces.length, () => this.stepOf(pieces));
    } catch (error) {
      if (pieces.length > 1) for (const piece of pieces) await this.run([piece]);
      else this.giveUp(pieces[0]!.of, error);
      return;
    }
    for (const [row, { of, tokens }] of pieces.entries()) {
      if (stepped.batch) [of.batch, of.row] = [stepped.batch, row];
      const read = this.decoder.keepsCache ? heldOf(of) : of.sequence.tokens.length;
      const isRead = read === of.sequence.tokens.length;
      if (isRead) this.waiting.splice(0, Infinity, ...this.waiting.filter((one) => one !== of));
      try {
        if (of.sequence instanceof ScoredText) {
          const start = this.decoder.keepsCache ? read - tokens.length : 0;
          const scored = of.sequence.score(start, read - start, (place) => stepped.logitsAt(row, place));
          this.pieces.push(...scored);
        } else if (isRead) this.advance(of, of.sequence, stepped.logits[row]!);
      } catch (error) {
        this.giveUp(of, error);
      }
    }
  }

  /** @returns no batch where nothing is kept: then each text keeps what it begins with */
  private async stepOf(pieces: readonly Piece<Live>[]): Promise<RunLogits & { readonly batch: Batch | null }> {
    if (this.decoder.keepsCache)
      return this.decoder.step(
        this.decoder.gather(pieces.map(({ of }) => of)),
        pieces.map(({ tokens }) => tokens),
      );
    const whole = await this.decoder.runWhole(
      pieces.map(({ of }) => of.sequence.tokens),
      pieces.map(({ of }) => of),
    );
    return { ...whole, batch: null };
  }

  private advance(one: Live, sequence: Sequence, logits: Float32Array): void {
    const piece = sequence.advance(logits);
    this.pieces.push(piece);
    if (piece.finish === null) this.live.push(one);
  }

  private giveUp(one: Live, error: unknown): void {
    const { id } = one.sequence.request;
    this.forget(id);
    this.fail(id, failureOf(error));
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
