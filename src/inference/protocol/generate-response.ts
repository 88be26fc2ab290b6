import type { GeneratedPiece } from '../lane/generation/generation-request.js';

/** A token as generate_stream sends it. */
export interface StreamedToken {
  readonly model_name: string;
  readonly model_version: string;
  readonly id?: string;
  readonly text_output: string;
  readonly index: number;
  readonly token_id: number;
  readonly log_probability: number;
  readonly prompt_token_count: number;
  /** "stop" or "length" with the last one. */
  readonly finish_reason: 'stop' | 'length' | null;
}

/** A whole text as generate sends it. */
export interface WholeAnswer extends Pick<
  StreamedToken,
  'model_name' | 'model_version' | 'id' | 'text_output' | 'finish_reason'
> {
  readonly token_count: number;
}

export function streamedToken(model: string, id: string | undefined, piece: GeneratedPiece): StreamedToken {
  return {
    model_name: model,
    model_version: '1',
    ...(id === undefined ? {} : { id }),
    text_output: piece.text,
    index: piece.index,
    token_id: piece.token,
    log_probability: piece.logProbability,
    prompt_token_count: piece.promptTokenCount,
    finish_reason: finishReason(piece),
  };
}

export function wholeAnswer(model: string, id: string | undefined, pieces: readonly GeneratedPiece[]): WholeAnswer {
  return {
    model_name: model,
    model_version: '1',
    ...(id === undefined ? {} : { id }),
    text_output: pieces.map(({ text }) => text).join(''),
    finish_reason: finishReason(pieces.at(-1)!),
    token_count: pieces.length,
  };
}

function finishReason({ finish }: GeneratedPiece): StreamedToken['finish_reason'] {
  if (finish === null) return null;
  return finish === 'STOP' ? 'stop' : 'length';
}

/** A server-sent event. */
export function serverSentEvent(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
