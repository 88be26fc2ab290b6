import { setImmediate } from 'node:timers/promises';

/** Bytes as the characters that stand for them in a byte-level tokenizer.json: printable ones are themselves. */
const BYTE_CHARACTERS = byteCharacters();

/** Where a byte-level tokenizer.json cuts a text before it joins pairs: as GPT-2's. */
const PIECE = /'(?:s|t|re|ve|m|ll|d)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;
const MERGES_A_TURN = 64;

/** Pieces of a text, over whose borders no pair goes. */
export function bytePairPieces(text: string): string[] {
  return text.match(PIECE) ?? [];
}

interface Word {
  symbols: number[];
  readonly count: number;
}

/**
 * Learns a vocabulary of byte pairs, and writes it as tokenizer.json.
 * @param counts of the pieces of `bytePairPieces`
 * @param size of the vocabulary, its 256 bytes and the token that ends a text among it; in the file, each text begins with that token
 * @param options.lowercase whether texts are to be lower-cased and NFKC-normalized, as those that were counted have been
 * @see Sennrich et al., Neural Machine Translation of Rare Words with Subword Units (2016)
 */
export async function learnBytePairs(
  counts: ReadonlyMap<string, number>,
  size: number,
  endToken: string,
  { lowercase = false, signal }: { readonly lowercase?: boolean; readonly signal?: AbortSignal | undefined } = {},
): Promise<string> {
  const tokens = [endToken, ...BYTE_CHARACTERS];
  const merges: [string, string][] = [];
  const words: Word[] = Array.from(counts, ([text, count]) => ({
    symbols: Array.from(Buffer.from(text), (byte) => byte + 1),
    count,
  }));
  const pairs = new PairCounts();
  words.forEach((word, at) => {
    pairs.addWord(word, at, 1);
  });
  while (tokens.length < size) {
    const best = pairs.best();
    if (!best || best.count < 2) break;
    const [left, right] = best.pair;
    merges.push([tokens[left]!, tokens[right]!]);
    tokens.push(`${tokens[left]!}${tokens[right]!}`);
    for (const at of best.words) {
      const word = words[at]!;
      pairs.addWord(word, at, -1);
      word.symbols = joined(word.symbols, left, right, tokens.length - 1);
      pairs.addWord(word, at, 1);
    }
    if (merges.length % MERGES_A_TURN === 0) await setImmediate();
    signal?.throwIfAborted();
  }
  return tokenizerFile(tokens, merges, endToken, lowercase);
}

interface PairEntry {
  readonly key: number;
  count: number;
  readonly words: Set<number>;
}

/** How often each pair of neighbours occurs, and in which words. */
class PairCounts {
  private readonly entries = new Map<number, PairEntry>();
  /** Pairs by counts that they had or have, the most frequent first. Counts that fell are put right when they come up. */
  private readonly queue = new MaximumHeap();

  addWord({ symbols, count }: Word, word: number, sign: 1 | -1): void {
    for (let at = 0; at + 1 < symbols.length; at++) {
      const key = symbols[at]! * SYMBOLS + symbols[at + 1]!;
      const entry = this.entries.get(key) ?? { key, count: 0, words: new Set<number>() };
      this.entries.set(key, entry);
      entry.count += sign * count;
      if (sign < 0) entry.words.delete(word);
      else {
        entry.words.add(word);
        this.queue.push(entry.count, key);
      }
    }
  }

  /** The most frequent pair; of several the one whose tokens were made first. */
  best(): { pair: [number, number]; count: number; words: number[] } | null {
    for (let top = this.queue.pop(); top; top = this.queue.pop()) {
      const entry = this.entries.get(top.key)!;
      if (entry.count === top.count)
        return { pair: [Math.floor(top.key / SYMBOLS), top.key % SYMBOLS], count: top.count, words: [...entry.words] };
      if (entry.count > 0 && entry.count < top.count) this.queue.push(entry.count, top.key);
    }
    return null;
  }
}

/** More than any vocabulary has tokens. */
const SYMBOLS = 2 ** 24;

interface Counted {
  readonly count: number;
  readonly key: number;
}

/** The largest count first; of equal ones the least key. */
class MaximumHeap {
  private readonly items: Counted[] = [];

  push(count: number, key: number): void {
    const { items } = this;
    let at = items.push({ count, key }) - 1;
    for (let parent = (at - 1) >> 1; at > 0 && isBefore(items[at]!, items[parent]!); parent = (at - 1) >> 1) {
      [items[at], items[parent]] = [items[parent]!, items[at]!];
      at = parent;
    }
  }

  pop(): Counted | undefined {
    const { items } = this;
    const [top] = items;
    const last = items.pop();
    if (!top || !last || items.length === 0) return top;
    items[0] = last;
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let first = at;
      if (left < items.length && isBefore(items[left]!, items[first]!)) first = left;
      if (right < items.length && isBefore(items[right]!, items[first]!)) first = right;
      if (first === at) return top;
      [items[at], items[first]] = [items[first]!, items[at]!];
      at = first;
    }
  }
}

function isBefore(left: Counted, right: Counted): boolean {
  return left.count > right.count || (left.count === right.count && left.key < right.key);
}

function joined(symbols: readonly number[], left: number, right: number, pair: number): number[] {
  const result: number[] = [];
  for (let at = 0; at < symbols.length; at++) {
    if (symbols[at] === left && symbols[at + 1] === right) {
      result.push(pair);
      at++;
    } else result.push(symbols[at]!);
  }
  return result;
}

function tokenizerFile(
  tokens: readonly string[],
  merges: readonly [string, string][],
  endToken: string,
  lowercase: boolean,
): string {
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [
      { id: 0, content: endToken, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true },
    ],
    normalizer: lowercase ? { type: 'Sequence', normalizers: [{ type: 'NFKC' }, { type: 'Lowercase' }] } : null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: true },
    post_processor: {
      type: 'TemplateProcessing',
      single: [{ SpecialToken: { id: endToken, type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
      pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 0 } }],
      special_tokens: { [endToken]: { id: endToken, ids: [0], tokens: [endToken] } },
    },
    decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
    },
  });
}

function byteCharacters(): string[] {
  const printable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let others = 0;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : 256 + others++));
}
