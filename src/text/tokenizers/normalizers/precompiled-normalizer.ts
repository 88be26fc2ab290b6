import { InvalidInputError } from '../../../lib/errors.js';
import type { Rewrite } from '../aligned-text.js';

/** Clusters longer than this many bytes are looked up character by character. */
const LONGEST_CLUSTER_BYTES = 5;

/**
 * SentencePiece's own normalization: a double-array trie from UTF-8 to UTF-8.
 * @param base64 size of the trie in bytes (little-endian uint32), its units, then the replacements, each ended by NUL
 * @see https://github.com/s-yata/darts-clone
 */
export function precompiledNormalizer(base64: string): Rewrite {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  const view = new DataView(bytes.buffer);
  const trieBytes = bytes.length >= 4 ? view.getUint32(0, true) : Infinity;
  if (trieBytes % 4 !== 0 || 4 + trieBytes > bytes.length)
    throw new InvalidInputError('tokenizer.json has a precompiled_charsmap that is cut off. Export it again.');
  const trie = Uint32Array.from({ length: trieBytes / 4 }, (_, index) => view.getUint32(4 + 4 * index, true));
  const replacements = Buffer.from(bytes.subarray(4 + trieBytes));
  const known = new Map<string, string | null>();

  const replacementOf = (piece: string): string | null => {
    const cached = known.get(piece);
    if (cached !== undefined) return cached;
    const at = firstMatch(trie, Buffer.from(piece));
    const replacement = at === null ? null : replacements.toString('utf8', at, replacements.indexOf(0, at));
    if (known.size < 10_000) known.set(piece, replacement);
    return replacement;
  };

  const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });
  return (text, emit) => {
    for (const { segment, index } of clusters.segment(text)) {
      const whole = Buffer.byteLength(segment) <= LONGEST_CLUSTER_BYTES ? replacementOf(segment) : null;
      if (whole !== null) {
        emit(whole, index, index + segment.length);
        continue;
      }
      let at = index;
      for (const character of segment) {
        emit(replacementOf(character) ?? character, at, at + character.length);
        at += character.length;
      }
    }
  };
}

/** Value of the shortest key that `key` begins with. */
function firstMatch(trie: Uint32Array, key: Uint8Array): number | null {
  let node = offsetOf(trie[0] ?? 0);
  for (const byte of key) {
    if (byte === 0) return null;
    node ^= byte;
    const unit = trie[node] ?? 0;
    if ((unit & 0x8000_00ff) >>> 0 !== byte) return null;
    node ^= offsetOf(unit);
    if (((unit >>> 8) & 1) === 1) return (trie[node] ?? 0) & 0x7fff_ffff;
  }
  return null;
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}
