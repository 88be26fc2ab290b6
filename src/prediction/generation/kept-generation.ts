import { CONNECTION_LOST } from '../../access/context.js';
import type { TextToken } from './generate.js';

/** How long a text goes on for a reader whose connection was cut. */
const AWAITED_MS = 30_000;

/** A text as it grows, which several readers may follow from any of its tokens. It ends when nobody reads it any more. */
export class KeptGeneration {
  /** Resolves with the id of the prediction at the first token. */
  readonly begun: Promise<string>;
  /** Resolves when it has ended, however that was. */
  readonly done: Promise<void>;
  readonly #tokens: TextToken[] = [];
  readonly #controller = new AbortController();
  #over: { error: Error | null } | null = null;
  #readers = 0;
  #awaited: NodeJS.Timeout | undefined;
  #news = Promise.withResolvers<true>();

  constructor(open: (signal: AbortSignal) => AsyncIterable<TextToken>) {
    const begun = Promise.withResolvers<string>();
    this.begun = begun.promise;
    this.done = this.#grow(open, begun.resolve).finally(() => {
      begun.reject(new Error('It ended before its first token.'));
    });
  }

  get id(): string | null {
    return this.#tokens[0]?.predictionId ?? null;
  }

  /** Tokens so far. */
  get size(): number {
    return this.#tokens.length;
  }

  abort(): void {
    clearTimeout(this.#awaited);
    this.#controller.abort();
  }

  /**
   * Its tokens from a place on, as they come.
   * @param signal ends the reading; when its reason is CONNECTION_LOST the text goes on for a while, as its reader may come back
   * @throws {DomainError} as the generation does
   */
  async *read(from: number, signal: AbortSignal): AsyncGenerator<TextToken> {
    this.#readers += 1;
    clearTimeout(this.#awaited);
    const left = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => {
        resolve();
      });
    });
    try {
      for (let next = from; !signal.aborted;) {
        const news = this.#news.promise;
        if (next < this.#tokens.length) yield this.#tokens[next++]!;
        else if (this.#over) {
          if (this.#over.error !== null) throw this.#over.error;
          return;
        } else await Promise.race([news, left]);
      }
    } finally {
      this.#readers -= 1;
      // Without a token there is no cursor to come back with.
      if (this.#readers === 0) this.#unread(this.size > 0 && signal.reason === CONNECTION_LOST);
    }
  }

  async #grow(open: (signal: AbortSignal) => AsyncIterable<TextToken>, begin: (id: string) => void): Promise<void> {
    let error: Error | null = null;
    try {
      for await (const token of open(this.#controller.signal)) {
        this.#tokens.push(token);
        if (token.index === 0) begin(token.predictionId);
        this.#tell();
      }
    } catch (thrown) {
      error = thrown instanceof Error ? thrown : new Error(String(thrown));
    }
    clearTimeout(this.#awaited);
    this.#over = { error };
    this.#tell();
  }

  #unread(mayComeBack: boolean): void {
    if (this.#over) return;
    if (!mayComeBack) this.abort();
    else
      this.#awaited = setTimeout(() => {
        this.abort();
      }, AWAITED_MS);
  }

  #tell(): void {
    this.#news.resolve(true);
    this.#news = Promise.withResolvers();
  }
}
