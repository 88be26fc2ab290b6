/** Tokens of many texts, one behind the other, each text followed by the token that ends it. */
export class TokenStream {
  private tokens = new Int32Array(1 << 16);
  private count = 0;
  /** Characters (code points) of the texts. */
  characters = 0;

  constructor(private readonly endId: number) {}

  /** Tokens, the ends of texts among them. */
  get length(): number {
    return this.count;
  }

  push(text: string, ids: readonly number[]): void {
    const needed = this.count + ids.length + 1;
    if (needed > this.tokens.length) {
      const grown = new Int32Array(Math.max(needed, 2 * this.tokens.length));
      grown.set(this.tokens.subarray(0, this.count));
      this.tokens = grown;
    }
    this.tokens.set(ids, this.count);
    this.tokens[needed - 1] = this.endId;
    this.count = needed;
    for (let at = 0; at < text.length; at++) if ((text.charCodeAt(at) & 0xfc00) !== 0xdc00) this.characters++;
  }

  /** All tokens. */
  get all(): Int32Array {
    return this.tokens.subarray(0, this.count);
  }

  /** The token at a place; that before the first ends a text, so that the first begins one. */
  at(place: number): number {
    return place < 0 ? this.endId : this.tokens[place]!;
  }
}
