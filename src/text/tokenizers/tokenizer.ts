/** Where a token comes from: UTF-16 offsets into its text, end exclusive, as JavaScript counts. */
export interface TokenSpan {
  /** 0 for the text, 1 for its pair. */
  readonly sequence: 0 | 1;
  readonly start: number;
  readonly end: number;
}

/** Tokens of a text, or of a pair of texts. The arrays are of one length. */
export interface Encoding {
  readonly ids: readonly number[];
  /** 0 for the first sequence and 1 for the second, where the tokenizer tells them apart. */
  readonly typeIds: readonly number[];
  /** 1 for each token: padding is added by whoever makes a batch. */
  readonly attentionMask: readonly number[];
  /** Null for the tokens that frame the text. Absent unless `spans` was asked for. */
  readonly spans?: readonly (TokenSpan | null)[];
}

export interface EncodeOptions {
  /** Whether to add the tokens that frame a text, [CLS] and the like; they are added unless this is false. */
  readonly frame?: boolean;
  /** Cuts the text, or the longer text of a pair, so that at most this many tokens come out. */
  readonly truncateTo?: number;
  readonly spans?: boolean;
}

export interface DecodeOptions {
  /** Keeps tokens like </s> in the text; they are left out otherwise. */
  readonly keepSpecial?: boolean;
}

/** Between text and the token ids of a model. */
export interface Tokenizer {
  /** One more than the highest id. */
  readonly vocabularySize: number;
  /** Ids of tokens that are no text: [CLS], </s>. */
  readonly specialIds: ReadonlySet<number>;
  readonly settings: TokenizerSettings;
  /** @throws {InvalidInputError} when `truncateTo` leaves no room for the frame */
  encode(text: string, pair?: string, options?: EncodeOptions): Encoding;
  /** Ids that the vocabulary lacks are left out. */
  decode(ids: readonly number[], options?: DecodeOptions): string;
  /** Null when the vocabulary has no such token. */
  idOf(token: string): number | null;
  /** Null when the vocabulary has no such id. */
  tokenOf(id: number): string | null;
}

/** What tokenizer_config.json says beyond the tokenizer itself; null where it says nothing. */
export interface TokenizerSettings {
  /** Most tokens that the model takes, the frame among them. */
  readonly maximumLength: number | null;
  readonly padToken: string | null;
  readonly beginToken: string | null;
  readonly endToken: string | null;
  /** Jinja template that turns a conversation into a prompt. */
  readonly chatTemplate: string | null;
  readonly padsOnLeft: boolean;
}
