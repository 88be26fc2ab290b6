import { z } from 'zod';
import { InvalidInputError } from '../../lib/errors.js';
import type { TokenizerSettings } from './tokenizer.js';

const component = z.looseObject({ type: z.string() });

const addedToken = z.object({
  id: z.int().min(0),
  content: z.string().min(1),
  single_word: z.boolean().default(false),
  lstrip: z.boolean().default(false),
  rstrip: z.boolean().default(false),
  normalized: z.boolean().optional(),
  special: z.boolean().default(false),
});

const tokenizerSchema = z.looseObject({
  added_tokens: z.array(addedToken).default([]),
  normalizer: component.nullish(),
  pre_tokenizer: component.nullish(),
  post_processor: component.nullish(),
  decoder: component.nullish(),
  model: z.looseObject({
    type: z.string().optional(),
    vocab: z.union([z.record(z.string(), z.int().min(0)), z.array(z.tuple([z.string(), z.number()]))]),
  }),
  padding: z.looseObject({ pad_token: z.string().optional() }).nullish(),
  truncation: z.looseObject({ max_length: z.number().optional() }).nullish(),
});

const token = z.union([z.string(), z.looseObject({ content: z.string() }).transform(({ content }) => content)]);

const configSchema = z.looseObject({
  model_max_length: z.number().nullish(),
  pad_token: token.nullish(),
  bos_token: token.nullish(),
  eos_token: token.nullish(),
  chat_template: z.union([z.string(), z.array(z.looseObject({ name: z.string(), template: z.string() }))]).nullish(),
  padding_side: z.enum(['left', 'right']).nullish(),
});

/** One part of a tokenizer, as tokenizer.json describes it. */
export type Component = z.infer<typeof component>;
export type TokenizerFile = z.infer<typeof tokenizerSchema>;

/** A setting that is a text. */
export function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

/** Lengths above this stand for "no limit": transformers writes 10^30. */
const NO_LIMIT = 10_000_000;

/** @throws {InvalidInputError} saying what is wrong where */
export function parseTokenizerFile(json: string): TokenizerFile {
  return parse(tokenizerSchema, json, 'tokenizer.json');
}

/** What tokenizer_config.json says; `null` for a tokenizer that came without one. */
export function parseTokenizerSettings(json: string | null, file: TokenizerFile): TokenizerSettings {
  const config = parse(configSchema, json ?? '{}', 'tokenizer_config.json');
  const length = config.model_max_length ?? file.truncation?.max_length ?? null;
  const template = config.chat_template ?? null;
  return {
    maximumLength: length !== null && length > 0 && length < NO_LIMIT ? length : null,
    padToken: config.pad_token ?? file.padding?.pad_token ?? null,
    beginToken: config.bos_token ?? null,
    endToken: config.eos_token ?? null,
    chatTemplate: Array.isArray(template)
      ? ((template.find(({ name }) => name === 'default') ?? template[0])?.template ?? null)
      : template,
    padsOnLeft: config.padding_side === 'left',
  };
}

function parse<T extends z.ZodType>(schema: T, json: string, name: string): z.infer<T> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new InvalidInputError(`${name} is no JSON: ${(error as Error).message}.`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
  throw new InvalidInputError(`${name} is not understood. ${problems.join('; ')}.`);
}
