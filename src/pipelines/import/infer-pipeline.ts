import { InvalidInputError } from '../../lib/errors.js';
import { openTokenizer } from '../../text/tokenizers/open-tokenizer.js';
import type { GraphSignature, TextTask } from '../pipeline.js';
import type { PipelineFile } from '../pipeline-file.js';
import type { EmbeddingFile } from '../tokens/token-settings.js';
import { inferLanguageModel } from './infer-language-model.js';
import { type ExportConfig, type ModelConfig, readExportConfig } from './hugging-face-config.js';

export const TOKENIZER_PATH = 'tokenizer.json';
export const TOKENIZER_CONFIG_PATH = 'tokenizer_config.json';

/** Positions of these begin behind that of padding, so a text has fewer than there are. */
const OFFSET_POSITIONS = new Set(['roberta', 'xlm-roberta', 'camembert', 'mpnet', 'longformer', 'xlm-roberta-xl']);

/**
 * What pipeline.json would say of a Hugging Face style export.
 * @param files by path: tokenizer.json, and where there are some config.json, genai_config.json, tokenizer_config.json, 1_Pooling/config.json, modules.json
 * @param task what its model is for; config.json must agree where it names an architecture
 * @throws {InvalidInputError} saying what to give, when something cannot be known from the files
 */
export function inferPipeline(
  files: ReadonlyMap<string, Uint8Array>,
  graph: GraphSignature,
  task: string,
): PipelineFile {
  const config = readExportConfig(files);
  const found = taskOf(config, task);
  if (found !== task)
    throw new InvalidInputError(`The export is for the task ${found}, and the model's task is ${task}.`);
  const tokenizerJson = files.get(TOKENIZER_PATH);
  if (!tokenizerJson)
    throw new InvalidInputError(`Give "${TOKENIZER_PATH}", or "pipeline.json" for a model with features of its own.`);
  const settingsJson = files.get(TOKENIZER_CONFIG_PATH);
  const tokenizer = openTokenizer(textOf(tokenizerJson), settingsJson ? textOf(settingsJson) : null);
  const { settings } = tokenizer;
  const tokenizerFiles = { file: TOKENIZER_PATH, settings: settingsJson ? TOKENIZER_CONFIG_PATH : null };
  if (found === 'LANGUAGE_MODEL') return inferLanguageModel(config, tokenizer, tokenizerFiles, files);
  const common = {
    format: 1,
    input: 'tokens',
    tokenizer: { ...tokenizerFiles, maximumTokens: maximumTokens(config, settings.maximumLength) },
  } as const;
  switch (found) {
    case 'CLASSIFICATION':
      return { ...common, task: found, output: outputOf(graph, 2, ['logits']), labels: labelsOf(config.model) };
    case 'MULTI_LABEL':
      return {
        ...common,
        task: found,
        output: outputOf(graph, 2, ['logits']),
        labels: labelsOf(config.model),
        threshold: 0.5,
      };
    case 'TOKEN_CLASSIFICATION':
      return {
        ...common,
        task: found,
        output: outputOf(graph, 3, ['logits']),
        labels: labelsOf(config.model),
        aggregation: 'WORD',
      };
    case 'EMBEDDING':
      return { ...common, task: found, ...embeddingOf(config, graph) };
  }
}

function taskOf(
  { model, pooling, modules, genai }: ExportConfig,
  asked: string,
): Exclude<TextTask, 'REGRESSION'> | 'LANGUAGE_MODEL' {
  if (genai) return 'LANGUAGE_MODEL';
  const architecture = model.architectures?.[0] ?? null;
  if (architecture?.endsWith('ForSequenceClassification')) {
    const isMultiLabel = model.problem_type === 'multi_label_classification' || labelsOf(model).length === 1;
    return isMultiLabel ? 'MULTI_LABEL' : 'CLASSIFICATION';
  }
  if (/(ForCausalLM|LMHeadModel)$/.test(architecture ?? '')) return 'LANGUAGE_MODEL';
  if (architecture?.endsWith('ForTokenClassification')) return 'TOKEN_CLASSIFICATION';
  if (pooling || modules || architecture?.endsWith('Model')) return 'EMBEDDING';
  throw new InvalidInputError(
    architecture === null
      ? `Give "config.json" with "architectures", or "pipeline.json": what the model answers (${asked}) is not known otherwise.`
      : `config.json names the architecture "${architecture}", whose pipeline is not known. Give "pipeline.json".`,
  );
}

function labelsOf({ id2label }: ModelConfig): string[] {
  const labels = Object.entries(id2label ?? {}).sort(([a], [b]) => Number(a) - Number(b));
  if (labels.length === 0 || labels.some(([id], place) => Number(id) !== place))
    throw new InvalidInputError('Give "id2label" in config.json, with a label for each number from 0 on.');
  return labels.map(([, label]) => label);
}

function maximumTokens({ model, sentence }: ExportConfig, tokenizerLimit: number | null): number {
  const offset = OFFSET_POSITIONS.has(model.model_type ?? '') ? (model.pad_token_id ?? 1) + 1 : 0;
  const positions = model.max_position_embeddings ? model.max_position_embeddings - offset : null;
  const limits = [sentence?.max_seq_length ?? null, tokenizerLimit, positions].filter((limit) => limit !== null);
  if (limits.length === 0)
    throw new InvalidInputError(
      'Give "model_max_length" in tokenizer_config.json, or "max_position_embeddings" in config.json: how long a text may be is not known.',
    );
  return Math.min(...limits);
}

function embeddingOf(
  { pooling, modules }: ExportConfig,
  graph: GraphSignature,
): Pick<EmbeddingFile, 'output' | 'pooling' | 'normalize'> {
  if (!modules)
    throw new InvalidInputError(
      'Give "modules.json", or "pipeline.json": whether vectors are normalized is not known.',
    );
  const unknown = modules.find(({ type }) => !/\.(Transformer|Pooling|Normalize)$/.test(type));
  if (unknown)
    throw new InvalidInputError(`modules.json has the module "${unknown.type}". Export it as a part of the graph.`);
  const normalize = modules.some(({ type }) => type.endsWith('.Normalize'));
  if (graph.outputs.some(({ name }) => name === 'sentence_embedding'))
    return { output: 'sentence_embedding', pooling: 'NONE', normalize };
  if (!pooling)
    throw new InvalidInputError(
      'Give "1_Pooling/config.json", or "pipeline.json": how tokens are pooled is not known.',
    );
  const modes = [
    pooling.pooling_mode_mean_tokens ? ('MEAN' as const) : null,
    pooling.pooling_mode_cls_token ? ('CLS' as const) : null,
    pooling.pooling_mode_lasttoken ? ('LAST' as const) : null,
  ].filter((mode) => mode !== null);
  if (modes.length !== 1)
    throw new InvalidInputError('1_Pooling/config.json does not choose one of mean, cls and lasttoken.');
  return { output: outputOf(graph, 3, ['last_hidden_state', 'token_embeddings']), pooling: modes[0]!, normalize };
}

function outputOf({ outputs }: GraphSignature, rank: number, names: readonly string[]): string {
  const named = names.find((name) => outputs.some((output) => output.name === name));
  if (named) return named;
  const fitting = outputs.filter(({ datatype, shape }) => datatype === 'FP32' && shape.length === rank);
  if (fitting.length !== 1)
    throw new InvalidInputError(
      `The graph gives ${outputs.map(({ name }) => name).join(', ')}. Name "${names[0]}" the output that answers are read from, or give "pipeline.json".`,
    );
  return fitting[0]!.name;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
