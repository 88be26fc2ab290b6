import type { AlignedText } from './aligned-text.js';

/** A token that is found in a text before anything else happens to it. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Only where no letter or digit stands beside it. */
  readonly single_word: boolean;
  /** Takes the white space before it, and after it. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
}

export type Section = { readonly token: AddedToken; readonly text: AlignedText } | { readonly text: AlignedText };

const WORD_AT_END = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}]$/u;
const WORD_AT_START = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}]/u;

/** Finds added tokens: the leftmost first, and of those the longest. */
export class AddedTokens {
  private readonly byFirstUnit = new Map<string, AddedToken[]>();
  private readonly first: RegExp | null;

  constructor(tokens: readonly AddedToken[]) {
    for (const token of tokens) {
      const candidates = this.byFirstUnit.get(token.content[0]!);
      if (candidates) candidates.push(token);
      else this.byFirstUnit.set(token.content[0]!, [token]);
    }
    for (const candidates of this.byFirstUnit.values())
      candidates.sort((a, b) => b.content.length - a.content.length || a.id - b.id);
    const units = [...this.byFirstUnit.keys()].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    this.first = units.length > 0 ? new RegExp(`[${units.join('')}]`, 'g') : null;
  }

  split(all: AlignedText): Section[] {
    const { text } = all;
    const { first } = this;
    if (!first?.test(text)) return text.length > 0 ? [{ text: all }] : [];
    first.lastIndex = 0;
    const sections: Section[] = [];
    let done = 0;
    for (let found = first.exec(text); found; found = first.exec(text)) {
      const token = this.at(text, found.index);
      if (!token) continue;
      let start = found.index;
      let end = start + token.content.length;
      if (token.lstrip) while (start > done && /\p{White_Space}/u.test(text[start - 1]!)) start--;
      if (token.rstrip) while (end < text.length && /\p{White_Space}/u.test(text[end]!)) end++;
      if (start > done) sections.push({ text: all.slice(done, start) });
      sections.push({ token, text: all.slice(start, end) });
      done = end;
      first.lastIndex = end;
    }
    first.lastIndex = 0;
    if (done < text.length) sections.push({ text: all.slice(done, text.length) });
    return sections;
  }

  private at(text: string, start: number): AddedToken | undefined {
    const token = this.byFirstUnit.get(text[start]!)!.find(({ content }) => text.startsWith(content, start));
    return token?.single_word && touchesWord(text, start, start + token.content.length) ? undefined : token;
  }
}

function touchesWord(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 2), start);
  return WORD_AT_END.test(before) || WORD_AT_START.test(text.slice(end, end + 2));
}
