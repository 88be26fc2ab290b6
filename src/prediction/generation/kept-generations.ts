import { CursorExpiredError, InvalidInputError } from '../../lib/errors.js';
import { KeptGeneration } from './kept-generation.js';
import type { TextToken } from './generate.js';

/** How long a text can be resumed after its end. */
const KEPT_MS = 300_000;
/** Tokens of all ended texts together; beyond, those that ended first go before their time. */
const MOST_TOKENS = 200_000;

export interface GenerationOwner {
  readonly projectId: string;
  /** All that was asked: who resumes a text must ask for the same. */
  readonly asked: string;
}

/** Texts of this gateway that a client whose connection was cut can go on reading. */
export class KeptGenerations {
  readonly #kept = new Map<string, { generation: KeptGeneration; owner: GenerationOwner }>();
  /** Ended ones, in the order of their ends. */
  readonly #ended = new Map<string, NodeJS.Timeout>();
  #endedTokens = 0;

  /** Starts a text. @param open is given the signal that ends it */
  start(owner: GenerationOwner, open: (signal: AbortSignal) => AsyncIterable<TextToken>): KeptGeneration {
    const generation = new KeptGeneration(open);
    generation.begun.then(
      (id) => this.#kept.set(id, { generation, owner }),
      () => undefined,
    );
    void generation.done.then(() => {
      this.#end(generation);
    });
    return generation;
  }

  /**
   * A text by its prediction's id.
   * @throws {CursorExpiredError} when it is not kept any more, or not at this gateway; {InvalidInputError} when something else is asked now
   */
  find(predictionId: string, { projectId, asked }: GenerationOwner): KeptGeneration {
    const kept = this.#kept.get(predictionId);
    if (kept?.owner.projectId !== projectId)
      throw new CursorExpiredError(
        'This text is no longer kept here: it is for five minutes, by the gateway that was asked. Ask again without the cursor.',
      );
    if (kept.owner.asked !== asked)
      throw new InvalidInputError(
        'The cursor belongs to a text that was asked for with another input. Resume with the same.',
        ['after'],
      );
    return kept.generation;
  }

  /** Ends all. */
  stop(): void {
    for (const { generation } of this.#kept.values()) generation.abort();
    for (const timer of this.#ended.values()) clearTimeout(timer);
    this.#ended.clear();
    this.#kept.clear();
  }

  #end({ id, size }: KeptGeneration): void {
    if (id === null || !this.#kept.has(id)) return;
    const timer = setTimeout(() => {
      this.#forget(id);
    }, KEPT_MS);
    timer.unref();
    this.#ended.set(id, timer);
    this.#endedTokens += size;
    for (const oldest of this.#ended.keys()) {
      if (this.#endedTokens <= MOST_TOKENS) break;
      this.#forget(oldest);
    }
  }

  #forget(id: string): void {
    clearTimeout(this.#ended.get(id));
    if (!this.#ended.delete(id)) return;
    this.#endedTokens -= this.#kept.get(id)?.generation.size ?? 0;
    this.#kept.delete(id);
  }
}
