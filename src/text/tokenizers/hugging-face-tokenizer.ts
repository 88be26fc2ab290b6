import { InvalidInputError } from '../../lib/errors.js';
import { AddedTokens } from './added-tokens.js';
import { AlignedText, type Rewrite } from './aligned-text.js';
import type { LibraryParts } from './library.js';
import { openNormalizers } from './normalizers/open-normalizers.js';
import { PieceEncoder, type PieceToken } from './piece-encoder.js';
import { openPreTokenizer, type PreTokenizer } from './pre-tokenizers.js';
import { BARE, openFrame, type SequenceFrame } from './sequence-frame.js';
import type { DecodeOptions, EncodeOptions, Encoding, Tokenizer, TokenizerSettings, TokenSpan } from './tokenizer.js';
import type { TokenizerFile } from './tokenizer-file.js';
import { sharesOf } from './truncate.js';

/** A tokenizer as tokenizer.json describes it. */
export class HuggingFaceTokenizer implements Tokenizer {
  readonly vocabularySize: number;
  readonly specialIds: ReadonlySet<number>;
  private readonly rawTokens: AddedTokens;
  private readonly normalTokens: AddedTokens;
  private readonly normalizers: readonly Rewrite[];
  private readonly preTokenizer: PreTokenizer;
  private readonly pieces: PieceEncoder;
  private readonly frame: SequenceFrame;

  constructor(
    file: TokenizerFile,
    readonly settings: TokenizerSettings,
    private readonly library: LibraryParts,
  ) {
    const added = file.added_tokens;
    this.normalizers = openNormalizers(file.normalizer);
    this.preTokenizer = openPreTokenizer(file.pre_tokenizer);
    this.pieces = new PieceEncoder(library.model, file);
    this.frame = openFrame(file.post_processor);
    const isNormal = ({ normalized, special }: (typeof added)[number]) => normalized ?? !special;
    this.rawTokens = new AddedTokens(added.filter((token) => !isNormal(token)));
    this.normalTokens = new AddedTokens(
      added
        .filter(isNormal)
        .map((token) => ({ ...token, content: this.normalize(AlignedText.of(token.content, false)).text })),
    );
    this.specialIds = new Set(added.filter(({ special }) => special).map(({ id }) => id));
    this.vocabularySize = library.model.vocab.length;
    for (const part of [...this.frame.single, ...this.frame.pair]) if ('token' in part) this.frameId(part.token);
  }

  encode(text: string, pair?: string, { frame = true, truncateTo, spans = false }: EncodeOptions = {}): Encoding {
    const parts = (frame ? this.frame : BARE)[pair === undefined ? 'single' : 'pair'];
    let sequences: [PieceToken[], PieceToken[]] = [
      this.tokens(text, spans),
      pair === undefined ? [] : this.tokens(pair, spans),
    ];
    if (truncateTo !== undefined) {
      const budget = truncateTo - parts.filter((part) => 'token' in part).length;
      if (budget < 1) throw new InvalidInputError(`At most ${truncateTo} tokens leave no room for a text.`);
      const [first, second] = sharesOf(budget, sequences[0].length, sequences[1].length);
      sequences = [sequences[0].slice(0, first), sequences[1].slice(0, second)];
    }
    const ids: number[] = [];
    const typeIds: number[] = [];
    const places: (TokenSpan | null)[] = [];
    for (const part of parts) {
      const own = 'token' in part ? [{ id: this.frameId(part.token), start: 0, end: 0 }] : sequences[part.sequence];
      for (const { id, start, end } of own) {
        ids.push(id);
        typeIds.push(part.typeId);
        if (spans) places.push('token' in part ? null : { sequence: part.sequence, start, end });
      }
    }
    return { ids, typeIds, attentionMask: new Array<number>(ids.length).fill(1), ...(spans ? { spans: places } : {}) };
  }

  decode(ids: readonly number[], { keepSpecial = false }: DecodeOptions = {}): string {
    const known = ids.filter((id) => this.tokenOf(id) !== null);
    if (known.length === 0) return '';
    return this.library.decode(known, keepSpecial);
  }

  idOf(token: string): number | null {
    return this.library.model.tokens_to_ids.get(token) ?? null;
  }

  tokenOf(id: number): string | null {
    return this.library.model.vocab[id] ?? null;
  }

  private tokens(text: string, spans: boolean): PieceToken[] {
    const found: PieceToken[] = [];
    const take = (section: ReturnType<AddedTokens['split']>[number], otherwise: (text: AlignedText) => void) => {
      if (!('token' in section)) {
        otherwise(section.text);
        return;
      }
      const [start, end] = section.text.range(0, section.text.text.length);
      found.push({ id: section.token.id, start, end });
    };
    for (const section of this.rawTokens.split(AlignedText.of(text, spans)))
      take(section, (raw) => {
        for (const normal of this.normalTokens.split(this.normalize(raw)))
          take(normal, (rest) => {
            for (const piece of this.preTokenizer(rest))
              if (piece.text.length > 0) for (const token of this.pieces.encode(piece)) found.push(token);
          });
      });
    return found;
  }

  private normalize(text: AlignedText): AlignedText {
    return this.normalizers.reduce((current, rewrite) => current.rewrite(rewrite), text);
  }

  private frameId(token: string): number {
    const id = this.idOf(token);
    if (id === null)
      throw new InvalidInputError(`tokenizer.json frames texts with "${token}", which its vocabulary lacks.`);
    return id;
  }
}
