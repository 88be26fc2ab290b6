import { InvalidInputError } from '../../lib/errors.js';
import { parseTokenLines } from '../token-lines.js';
import { cutText, joinTokens, type TextCut } from './cut-text.js';

export interface TokenVocabularyOptions {
  readonly cut: TextCut;
  /** What stands for what the vocabulary lacks; null where a text with such a token is refused. */
  readonly unknown: string | null;
  /** Token that texts begin with; null for none. */
  readonly begin: string | null;
  /** Tokens that are no text, as the one that ends a text. */
  readonly special: readonly string[];
}

/** Characters or words that a model was trained with, without a tokenizer.json: the number of a token's line is its id. */
export class TokenVocabulary {
  private readonly tokens: readonly string[];
  private readonly ids: ReadonlyMap<string, number>;
  /** Of the token for what is unknown; null where there is none. */
  readonly unknownId: number | null;
  private readonly beginId: number | null;
  private readonly specialIds: ReadonlySet<number>;
  private readonly cut: TextCut;

  /**
   * @param lines contents of the file; see `formatTokenLines`
   * @throws {InvalidInputError} when a token stands there twice, or one that the options name is not there
   */
  constructor(lines: string, { cut, unknown, begin, special }: TokenVocabularyOptions) {
    this.tokens = parseTokenLines(lines);
    this.ids = new Map(this.tokens.map((token, id) => [token, id]));
    if (this.ids.size < this.tokens.length) {
      const twice = this.tokens.find((token, id) => this.ids.get(token) !== id)!;
      throw new InvalidInputError(`The vocabulary has the token ${JSON.stringify(twice)} twice.`);
    }
    this.cut = cut;
    this.unknownId = unknown === null ? null : this.named(unknown);
    this.beginId = begin === null ? null : this.named(begin);
    this.specialIds = new Set([...special, ...(begin === null ? [] : [begin])].map((token) => this.named(token)));
  }

  /**
   * @param frame whether the token that begins texts is added
   * @throws {InvalidInputError} when the vocabulary lacks a token of the text, and has none for what is unknown
   */
  encode(text: string, frame: boolean): number[] {
    const ids = cutText(text, this.cut).map((token) => {
      const id = this.ids.get(token) ?? this.unknownId;
      if (id !== null) return id;
      throw new InvalidInputError(
        `The model does not know ${JSON.stringify(token)}: its vocabulary has ${this.tokens.length} tokens, and none for what is unknown.`,
        ['text'],
      );
    });
    return frame && this.beginId !== null ? [this.beginId, ...ids] : ids;
  }

  /** Text of ids, without the tokens that are no text. */
  decode(ids: readonly number[]): string {
    const tokens = ids.filter((id) => !this.specialIds.has(id)).flatMap((id) => this.tokens[id] ?? []);
    return joinTokens(tokens, this.cut);
  }

  private named(token: string): number {
    const id = this.ids.get(token);
    if (id !== undefined) return id;
    throw new InvalidInputError(`pipeline.json names the token ${JSON.stringify(token)}, which the vocabulary lacks.`);
  }
}
