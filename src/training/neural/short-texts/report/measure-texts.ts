import type { KneserNey } from '../../../language-models/kneser-ney.js';
import type { ShortTexts } from '../short-texts.js';
import { type BleuScores, selfBleu } from './self-bleu.js';

/** Longest n-grams that texts are compared by. */
export const BLEU_ORDERS = [2, 3, 4, 5];

/** What a set of texts is like. */
export interface TextFigures {
  /** Negative log-likelihood by a language model that learned from other held-out texts, in nats a token. */
  readonly nll: number;
  /** By order. */
  readonly selfBleu: BleuScores;
  /** Mean number of tokens. Both figures above depend on it: the ends of texts are easy to predict. */
  readonly length: number;
  /** Share of texts that are rows of those that the generator learned from, token by token. */
  readonly copies: number;
}

/** Judges texts, generated or held out. */
export class TextJudge {
  private readonly known: ReadonlySet<string>;

  /** @param learned what the generator learned from */
  constructor(
    private readonly model: KneserNey,
    learned: ShortTexts,
  ) {
    this.known = new Set(learned.all.map((row) => row.join()));
  }

  /**
   * @param texts up to and with the token that ends each where it was not cut; two at least
   * @param endId that token
   */
  figures(texts: readonly Int32Array[], endId: number): TextFigures {
    let [nats, tokens, copies] = [0, 0, 0];
    for (const text of texts) {
      nats += this.model.nats(text);
      tokens += text.length;
      if (this.known.has(text.join())) copies++;
    }
    const bare = texts.map((text) => (text.at(-1) === endId ? text.subarray(0, -1) : text));
    return {
      nll: nats / tokens,
      selfBleu: selfBleu(bare, BLEU_ORDERS),
      length: bare.reduce((sum, text) => sum + text.length, 0) / texts.length,
      copies: copies / texts.length,
    };
  }
}

export function meanFigures(figures: readonly TextFigures[]): TextFigures {
  const mean = (of: (each: TextFigures) => number) => figures.reduce((sum, each) => sum + of(each), 0) / figures.length;
  return {
    nll: mean(({ nll }) => nll),
    selfBleu: Object.fromEntries(BLEU_ORDERS.map((order) => [order, mean(({ selfBleu: of }) => of[order]!)])),
    length: mean(({ length }) => length),
    copies: mean(({ copies }) => copies),
  };
}
