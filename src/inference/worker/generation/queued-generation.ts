import { type DomainError, TimeoutError } from '../../../lib/errors.js';
import type { GeneratedPiece, GenerationRequest } from '../../lane/generation/generation-request.js';
import type { GenerateRequest } from '../../protocol/generation/generate-request.js';

/** Who hears of a generation. */
export interface GenerationListener {
  /** A token; the last one says how the text ended. */
  onPiece(piece: GeneratedPiece, lane: number): void;
  /** It ended without an answer, or in the middle of one. */
  onFailed(error: DomainError): void;
}

/** Lanes that a generation may lose one after another without a token in between. */
const MOST_MOVES = 3;

/** Tokens that tokenizers and chat templates add to a text, and to each turn of a chat. */
const FRAME_TOKENS = 16;
const TURN_TOKENS = 64;

let lastId = 0;

/** A generation between its arrival and its last token. */
export class QueuedGeneration {
  /** Ended, dropped or failed: whatever a lane still says of it is thrown away. */
  settled = false;
  /** When it joined a lane; null while it waits. */
  startedAt: number | null = null;
  readonly arrivedAt = performance.now();
  /** What a lane calls it. */
  readonly id = ++lastId;
  /** Tokens that prompt and answer have at most. */
  readonly mostTokens: number;
  private readonly answered: number[];
  private moves = 0;
  private readonly deadline: NodeJS.Timeout;

  constructor(
    private readonly asked: GenerateRequest,
    timeoutMs: number,
    private readonly listener: GenerationListener,
  ) {
    this.answered = [...asked.answered];
    this.mostTokens = mostPromptTokens(asked.prompt) + asked.maxTokens;
    this.deadline = setTimeout(() => {
      this.fail(new TimeoutError('The deadline of the generation has passed before its end.'));
    }, timeoutMs);
  }

  /** What a lane is to do, behind what was answered already. */
  get request(): GenerationRequest {
    return { ...this.asked, id: this.id, answered: this.answered };
  }

  /** Whether it may be what ended its last lane: it has given no token since. */
  get suspect(): boolean {
    return this.moves > 0;
  }

  /** Whether it may go on elsewhere after its lane was lost; not for ever, as it may be what ends the lanes. */
  move(): boolean {
    this.moves += 1;
    return !this.settled && this.moves <= MOST_MOVES;
  }

  give(piece: GeneratedPiece, lane: number): void {
    if (this.settled) return;
    this.answered.push(piece.token);
    this.moves = 0;
    if (piece.finish !== null) this.settle();
    this.listener.onPiece(piece, lane);
  }

  fail(error: DomainError): void {
    if (this.settled) return;
    this.settle();
    this.listener.onFailed(error);
  }

  /** Nobody listens any more. */
  drop(): void {
    this.settle();
  }

  private settle(): void {
    this.settled = true;
    clearTimeout(this.deadline);
  }
}

/** A token is a byte at least, but for the few that frame a text, or the turns of a chat. */
function mostPromptTokens(prompt: GenerateRequest['prompt']): number {
  if (typeof prompt === 'string') return Buffer.byteLength(prompt) + FRAME_TOKENS;
  return prompt.reduce((sum, { content }) => sum + Buffer.byteLength(content) + TURN_TOKENS, FRAME_TOKENS);
}
