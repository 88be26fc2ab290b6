/** Where a text is cut into tokens of a vocabulary of its own; each way back to the text is `joinTokens`. */
export type TextCut = 'characters' | 'words' | 'white-space';

/** Letters of scripts that put no space between words: each is a token. */
const ALONE = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]`;
const LETTER = String.raw`(?!${ALONE})[\p{L}\p{M}]`;
/** A word, a number or a mark with the space before it, or white space that nothing follows: together they are the text. */
const WORD = new RegExp(
  String.raw` ?(?:${ALONE}|(?:${LETTER})+(?:['’](?:${LETTER})+)*|\p{N}+|[^\s\p{L}\p{M}\p{N}])|[^]`,
  'gu',
);
const LINE_BREAK = '\n';

/**
 * - `characters`: each character (code point);
 * - `words`: words, numbers and marks, each with the space before it: " cat", "."; joined again they are the text, to the character;
 * - `white-space`: what stands between white space, and each line break: joined again by single spaces.
 */
export function cutText(text: string, cut: TextCut): string[] {
  switch (cut) {
    case 'characters':
      return Array.from(text);
    case 'words':
      return text.match(WORD) ?? [];
    case 'white-space':
      return text.match(/\n|\S+/g) ?? [];
  }
}

/** Text of tokens that `cutText` made. */
export function joinTokens(tokens: readonly string[], cut: TextCut): string {
  if (cut !== 'white-space') return tokens.join('');
  return tokens
    .map((token, at) => (at === 0 || token === LINE_BREAK || tokens[at - 1] === LINE_BREAK ? token : ` ${token}`))
    .join('');
}
