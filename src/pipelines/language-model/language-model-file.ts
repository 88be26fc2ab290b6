import { z } from 'zod';

const stateSchema = z.strictObject({
  input: z.string().min(1).describe('Input that takes the state.'),
  output: z.string().min(1).describe('Output that is its next value.'),
});

const chatSchema = z.strictObject({
  template: z.string().min(1).describe('Jinja template that turns a conversation into a prompt.'),
  beginToken: z.string().nullable().describe('What the template calls bos_token.'),
  endToken: z.string().nullable().describe('What the template calls eos_token.'),
});

/** What pipeline.json says of a causal language model. */
export const languageModelSchema = z.strictObject({
  format: z.literal(1).describe('Version of this file format.'),
  task: z.literal('LANGUAGE_MODEL'),
  input: z.literal('tokens'),
  tokenizer: z.strictObject({
    file: z.string().min(1).describe('Path of tokenizer.json among the files.'),
    settings: z.string().min(1).nullable().default(null).describe('Path of tokenizer_config.json, where there is one.'),
  }),
  eosIds: z.array(z.int().min(0)).describe('Tokens that end a text.'),
  beginId: z.int().min(0).nullable().default(null).describe('Token that an empty prompt begins with.'),
  contextLength: z.int().min(2).nullable().describe('Most tokens of prompt and answer; null where there is no bound.'),
  states: z
    .array(stateSchema)
    .default([])
    .describe(
      'Recurrent states. Those named state.N and next_state.N, and caches by their usual names, need no entry.',
    ),
  chat: chatSchema.nullable().default(null),
});

export type LanguageModelFile = z.infer<typeof languageModelSchema>;
export type ChatTemplate = z.infer<typeof chatSchema>;
