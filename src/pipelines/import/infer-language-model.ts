import type { Tokenizer } from '../../text/tokenizers/tokenizer.js';
import type { TokenizedLanguageModelFile } from '../language-model/language-model-file.js';
import type { ExportConfig } from './hugging-face-config.js';

/** Newer exports keep their chat template here, and not in tokenizer_config.json. */
const CHAT_TEMPLATE_PATH = 'chat_template.jinja';

/** What pipeline.json would say of a causal language model. */
export function inferLanguageModel(
  { model: config, generation, genai }: ExportConfig,
  tokenizer: Tokenizer,
  tokenizerFiles: TokenizedLanguageModelFile['tokenizer'],
  files: ReadonlyMap<string, Uint8Array>,
): TokenizedLanguageModelFile {
  const model = genai?.model ?? config;
  const { beginToken, endToken, chatTemplate } = tokenizer.settings;
  const ends = generation?.eos_token_id ?? model.eos_token_id ?? (endToken === null ? null : tokenizer.idOf(endToken));
  const jinja = files.get(CHAT_TEMPLATE_PATH);
  const template = jinja ? Buffer.from(jinja).toString() : chatTemplate;
  return {
    format: 1,
    task: 'LANGUAGE_MODEL',
    input: 'tokens',
    tokenizer: tokenizerFiles,
    eosIds: [ends ?? []].flat(),
    beginId: model.bos_token_id ?? (beginToken === null ? null : tokenizer.idOf(beginToken)),
    contextLength: model.context_length ?? config.max_position_embeddings ?? config.n_positions ?? null,
    states: [],
    chat: template === null ? null : { template, beginToken, endToken },
  };
}
