import { type GraphQLError, Lexer, Source, TokenKind } from 'graphql';
import { type Limits, limitError } from './limits.js';

const OPENING = new Set<string>([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING = new Set<string>([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);
/** Counting goes on past the limit, to tell the figure, but not for ever. */
const COUNTED_AT_MOST = 10;

/** Refuses a text before it is parsed: the parser's own work and stack grow with these two. */
export function checkTokens(query: string, { maxTokens, maxNesting }: Limits): GraphQLError[] {
  const lexer = new Lexer(new Source(query));
  const stopAt = maxTokens * COUNTED_AT_MOST;
  let tokens = 0;
  let nesting = 0;
  let deepest = 0;
  try {
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF && tokens < stopAt; token = lexer.advance()) {
      tokens += 1;
      if (OPENING.has(token.kind)) deepest = Math.max(deepest, ++nesting);
      else if (CLOSING.has(token.kind)) nesting -= 1;
    }
  } catch {
    // A character that begins no token: parsing the text says where.
  }
  if (tokens > maxTokens) {
    const figure = tokens < stopAt ? `${tokens}` : `${tokens} or more`;
    return [limitError(`A document has at most ${maxTokens} tokens, and this one has ${figure}.`, maxTokens, tokens)];
  }
  if (deepest > maxNesting) {
    const message = `Brackets are nested at most ${maxNesting} deep, and here ${deepest} deep.`;
    return [limitError(message, maxNesting, deepest)];
  }
  return [];
}
