import { hash } from 'node:crypto';

/** 128 bits of the SHA-256 of a text: equal for equal texts, and in practice only for those. */
export type ContentHash = readonly [number, number, number, number];

export function contentHash(text: string): ContentHash {
  // One string of a character per byte is the cheapest form in which Node hands a digest out.
  const digest = hash('sha256', text, 'binary');
  return [word(digest, 0), word(digest, 4), word(digest, 8), word(digest, 12)];
}

function word(bytes: string, at: number): number {
  return (
    ((bytes.charCodeAt(at) << 24) |
      (bytes.charCodeAt(at + 1) << 16) |
      (bytes.charCodeAt(at + 2) << 8) |
      bytes.charCodeAt(at + 3)) >>>
    0
  );
}
