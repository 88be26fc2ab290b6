import type { LanguageModelPipeline } from '../pipeline.js';
import { decoderLayout } from './decoder-layout.js';
import type { LanguageModelFile } from './language-model-file.js';
import { renderChat } from './render-chat.js';

/** Between text and token ids: a tokenizer, or a vocabulary. */
export interface TextCodec {
  encode(text: string, frame: boolean): readonly number[];
  decode(ids: readonly number[]): string;
}

export function languageModelPipeline(file: LanguageModelFile, codec: TextCodec): LanguageModelPipeline {
  const { eosIds, beginId, contextLength, states, chat } = file;
  return {
    task: 'LANGUAGE_MODEL',
    labels: [],
    eosIds: new Set(eosIds),
    contextLength,
    states,
    assertServes: ({ inputs, outputs }) => {
      decoderLayout(inputs, outputs, states);
    },
    renderChat: (messages) => renderChat(chat, messages),
    encode: (text, addSpecialTokens) => {
      const ids = codec.encode(text, addSpecialTokens);
      return ids.length === 0 && beginId !== null ? [beginId] : ids;
    },
    decode: (ids) => codec.decode(ids),
  };
}
