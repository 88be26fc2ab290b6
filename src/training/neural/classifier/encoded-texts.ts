import { setImmediate } from 'node:timers/promises';
import type { Example } from '../../../evaluation/labelled-batches.js';
import type { Tokenizer } from '../../../text/tokenizers/tokenizer.js';

const TEXTS_A_TURN = 256;

/** Texts as tokens, each with the number of its label. */
export class EncodedTexts {
  /** Longest of them, in tokens. */
  longest = 0;
  /** Texts that were cut, and those whose label is none of the known ones: they were left out. */
  cutCount = 0;
  unknownLabelCount = 0;
  private readonly texts: Int32Array[] = [];
  private readonly numbers: number[] = [];

  /**
   * @param labels known ones, in the order of their numbers
   * @param mostTokens of a text; what is longer is cut
   */
  static async encode(
    batches: AsyncIterable<readonly Example[]>,
    tokenizer: Tokenizer,
    labels: readonly string[],
    mostTokens: number,
    signal?: AbortSignal,
  ): Promise<EncodedTexts> {
    const encoded = new EncodedTexts();
    const numbers = new Map(labels.map((label, number) => [label, number]));
    for await (const batch of batches)
      for (const { text, label } of batch) {
        encoded.push(tokenizer.encode(text).ids, numbers.get(label), mostTokens);
        if (encoded.count % TEXTS_A_TURN > 0) continue;
        await setImmediate();
        signal?.throwIfAborted();
      }
    return encoded;
  }

  get count(): number {
    return this.texts.length;
  }

  tokensOf(text: number): Int32Array {
    return this.texts[text]!;
  }

  labelOf(text: number): number {
    return this.numbers[text]!;
  }

  private push(ids: readonly number[], label: number | undefined, mostTokens: number): void {
    if (label === undefined) {
      this.unknownLabelCount++;
      return;
    }
    if (ids.length > mostTokens) this.cutCount++;
    const kept = Int32Array.from(ids.slice(0, mostTokens));
    this.longest = Math.max(this.longest, kept.length);
    this.texts.push(kept);
    this.numbers.push(label);
  }
}
