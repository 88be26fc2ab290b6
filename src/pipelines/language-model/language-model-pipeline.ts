import type { Tokenizer } from '../../text/tokenizers/tokenizer.js';
import type { LanguageModelPipeline } from '../pipeline.js';
import { decoderLayout } from './decoder-layout.js';
import type { LanguageModelFile } from './language-model-file.js';
import { renderChat } from './render-chat.js';

export function languageModelPipeline(file: LanguageModelFile, tokenizer: Tokenizer): LanguageModelPipeline {
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
      const { ids } = tokenizer.encode(text, undefined, { frame: addSpecialTokens });
      return ids.length === 0 && beginId !== null ? [beginId] : ids;
    },
    decode: (ids) => tokenizer.decode(ids),
  };
}
