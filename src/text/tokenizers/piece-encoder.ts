import { InvalidInputError } from '../../lib/errors.js';
import type { AlignedText } from './aligned-text.js';
import type { SubwordModel } from './library.js';
import { textOf, type TokenizerFile } from './tokenizer-file.js';

/** A token of a piece: its id, and the range of the original text it came from. */
export interface PieceToken {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

/** Where a token lies in its piece, in UTF-16 units. */
type Place = readonly [start: number, end: number];

const BYTE_TOKEN = /^<0x([0-9A-F]{2})>$/;

/** Turns pieces of a text into tokens of the model's vocabulary. */
export class PieceEncoder {
  private readonly isWordPiece: boolean;
  private readonly continuing: string;
  private readonly wordEnd: string;
  private readonly fusesUnknown: boolean;
  private readonly byteIds: readonly number[] | null;

  constructor(
    private readonly model: SubwordModel,
    { model: described }: TokenizerFile,
  ) {
    const isUnigram = Array.isArray(described.vocab);
    this.isWordPiece = described.type === 'WordPiece' || (!isUnigram && !('merges' in described));
    this.continuing = textOf(described.continuing_subword_prefix, '');
    this.wordEnd = textOf(described.end_of_word_suffix, '');
    // Unknown characters are joined here: the library would forget how many there were.
    this.fusesUnknown = model.fuse_unk;
    model.fuse_unk = false;
    this.byteIds = described.byte_fallback === true && isUnigram ? this.idsOfBytes() : null;
  }

  encode(piece: AlignedText): PieceToken[] {
    const tokens = this.tokensOf(piece.text);
    const places = this.placesOf(tokens, piece.text);
    const unknown = this.model.unk_token_id;
    const found: PieceToken[] = [];
    let afterUnknown = false;
    tokens.forEach((token, index) => {
      const [start, end] = piece.range(...places[index]!);
      const id = this.model.tokens_to_ids.get(token) ?? unknown;
      if (id === undefined)
        throw new InvalidInputError(`The tokenizer has no token for "${token}", and none for the unknown.`);
      const isUnknown = id === unknown;
      if (isUnknown && this.byteIds)
        for (const byte of Buffer.from(token)) found.push({ id: this.byteIds[byte]!, start, end });
      else if (isUnknown && afterUnknown && this.fusesUnknown) found.push({ ...found.pop()!, end });
      else found.push({ id, start, end });
      afterUnknown = isUnknown;
    });
    return found;
  }

  private tokensOf(text: string): string[] {
    try {
      return this.model([text]);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new InvalidInputError(
        `A word of ${text.length} characters is too long for the tokenizer. Split the text into words.`,
      );
    }
  }

  /** Each token's place; that of the whole piece for all of them where they do not add up to it. */
  private placesOf(tokens: readonly string[], text: string): Place[] {
    let at = 0;
    const places = tokens.map((token, index): Place => {
      const byte = BYTE_TOKEN.exec(token);
      // A character's later bytes lie where its first one does.
      if (byte && isLaterByte(parseInt(byte[1]!, 16))) return [at - widthBefore(text, at), at];
      const start = at;
      at += byte ? widthAt(text, at) : this.widthOf(token, index, text, at);
      return [start, at];
    });
    return at === text.length ? places : tokens.map(() => [0, text.length]);
  }

  private widthOf(token: string, index: number, text: string, at: number): number {
    if (token === this.model.unk_token && !text.startsWith(token, at))
      return this.isWordPiece ? text.length : widthAt(text, at);
    const prefix = this.isWordPiece && index > 0 ? this.continuing.length : 0;
    const suffix = this.wordEnd && token.endsWith(this.wordEnd) ? this.wordEnd.length : 0;
    return token.length - prefix - suffix;
  }

  private idsOfBytes(): readonly number[] | null {
    const ids = Array.from({ length: 256 }, (_, byte) =>
      this.model.tokens_to_ids.get(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`),
    );
    return ids.every((id) => id !== undefined) ? ids : null;
  }
}

function isLaterByte(byte: number): boolean {
  return byte >= 0x80 && byte < 0xc0;
}

function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function widthBefore(text: string, at: number): number {
  return at > 1 && text.codePointAt(at - 2)! > 0xffff ? 2 : Math.min(at, 1);
}
