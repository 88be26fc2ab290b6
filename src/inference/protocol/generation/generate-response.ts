import type { Finish, TokenChoice } from '../../lane/generation/generation-request.js';
import type { AnsweredBy } from '../infer-response.js';

/** A token of a text, as far as it is known of it. */
export interface TokenFacts {
  readonly text: string;
  readonly index: number;
  readonly token: number | null;
  readonly logProbability: number | null;
  readonly alternatives?: readonly TokenChoice[];
  readonly promptTokenCount: number | null;
  readonly finish: Finish | null;
}

/** A token as generate_stream sends it. */
export interface StreamedToken {
  readonly model_name: string;
  readonly model_version: string;
  readonly id?: string;
  readonly text_output: string;
  readonly index: number;
  readonly token_id: number | null;
  readonly log_probability: number | null;
  /** The likeliest tokens at its place, and it itself; left out unless they are asked for. */
  readonly alternatives?: readonly { token_id: number; text: string; log_probability: number }[];
  readonly prompt_token_count: number | null;
  /** "stop" or "length" with the last one. */
  readonly finish_reason: 'stop' | 'length' | null;
}

/** A whole text as generate sends it. */
export interface WholeAnswer extends Omit<StreamedToken, 'index' | 'token_id' | 'log_probability' | 'alternatives'> {
  readonly token_count: number;
}

export function streamedToken(by: AnsweredBy, id: string | undefined, token: TokenFacts): StreamedToken {
  return {
    ...headOf(by, id),
    text_output: token.text,
    index: token.index,
    token_id: token.token,
    log_probability: token.logProbability,
    alternatives: token.alternatives?.map(({ token: token_id, text, logProbability: log_probability }) => ({
      token_id,
      text,
      log_probability,
    })),
    prompt_token_count: token.promptTokenCount,
    finish_reason: finishReason(token),
  };
}

/** @param tokens one at least */
export function wholeAnswer(by: AnsweredBy, id: string | undefined, tokens: readonly TokenFacts[]): WholeAnswer {
  const last = tokens.at(-1)!;
  return {
    ...headOf(by, id),
    text_output: tokens.map(({ text }) => text).join(''),
    finish_reason: finishReason(last),
    prompt_token_count: last.promptTokenCount,
    token_count: tokens.length,
  };
}

function headOf(
  { name, version }: AnsweredBy,
  id: string | undefined,
): Pick<StreamedToken, 'model_name' | 'model_version' | 'id'> {
  return { model_name: name, model_version: version, ...(id === undefined ? {} : { id }) };
}

function finishReason({ finish }: TokenFacts): StreamedToken['finish_reason'] {
  if (finish === null) return null;
  return finish === 'STOP' ? 'stop' : 'length';
}

/** A server-sent event. */
export function serverSentEvent(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
