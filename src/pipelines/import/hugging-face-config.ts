import { z } from 'zod';
import { InvalidInputError } from '../../lib/errors.js';

/** One token, or several. */
const tokenIds = z.union([z.number(), z.array(z.number())]).nullish();

const modelConfig = z.looseObject({
  architectures: z.array(z.string()).nullish(),
  model_type: z.string().nullish(),
  problem_type: z.string().nullish(),
  id2label: z.record(z.string(), z.string()).nullish(),
  max_position_embeddings: z.number().nullish(),
  pad_token_id: z.number().nullish(),
  bos_token_id: z.number().nullish(),
  eos_token_id: tokenIds,
  n_positions: z.number().nullish(),
  context_length: z.number().nullish(),
});

const poolingConfig = z.looseObject({
  pooling_mode_cls_token: z.boolean().default(false),
  pooling_mode_mean_tokens: z.boolean().default(false),
  pooling_mode_lasttoken: z.boolean().default(false),
});

const moduleList = z.array(z.looseObject({ type: z.string() }));
const generationConfig = z.looseObject({ eos_token_id: tokenIds });
const genaiConfig = z.looseObject({
  model: z.looseObject({
    context_length: z.number().nullish(),
    bos_token_id: z.number().nullish(),
    eos_token_id: tokenIds,
  }),
});
const sentenceConfig = z.looseObject({ max_seq_length: z.number().nullish() });

export type ModelConfig = z.infer<typeof modelConfig>;

/** Files of an export that say what its model is; each is read only where it is there. */
export const CONFIG_PATHS = {
  model: 'config.json',
  pooling: '1_Pooling/config.json',
  modules: 'modules.json',
  sentence: 'sentence_bert_config.json',
  generation: 'generation_config.json',
  genai: 'genai_config.json',
} as const;

/** What the configuration files of an export say. */
export interface ExportConfig {
  readonly model: ModelConfig;
  readonly pooling: z.infer<typeof poolingConfig> | null;
  readonly modules: z.infer<typeof moduleList> | null;
  readonly sentence: z.infer<typeof sentenceConfig> | null;
  readonly generation: z.infer<typeof generationConfig> | null;
  /** What ONNX Runtime GenAI's model builder writes in place of config.json. */
  readonly genai: z.infer<typeof genaiConfig> | null;
}

/** @throws {InvalidInputError} when a file is not understood */
export function readExportConfig(files: ReadonlyMap<string, Uint8Array>): ExportConfig {
  return {
    model: read(files, CONFIG_PATHS.model, modelConfig) ?? {},
    pooling: read(files, CONFIG_PATHS.pooling, poolingConfig),
    modules: read(files, CONFIG_PATHS.modules, moduleList),
    sentence: read(files, CONFIG_PATHS.sentence, sentenceConfig),
    generation: read(files, CONFIG_PATHS.generation, generationConfig),
    genai: read(files, CONFIG_PATHS.genai, genaiConfig),
  };
}

function read<T extends z.ZodType>(files: ReadonlyMap<string, Uint8Array>, path: string, schema: T): z.infer<T> | null {
  const bytes = files.get(path);
  if (!bytes) return null;
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString());
  } catch (error) {
    throw new InvalidInputError(`${path} is no JSON: ${(error as Error).message}.`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
  throw new InvalidInputError(`${path} is not understood. ${problems.join('; ')}.`);
}
