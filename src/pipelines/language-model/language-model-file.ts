import { z } from 'zod';

const stateSchema = z.strictObject({
  input: z.string().min(1).describe('Input that takes the state.'),
  output: z.string().min(1).describe('Output that is its next value.'),
  first: z
    .enum(['zeros', 'normal'])
    .default('zeros')
    .describe(
      'What a text begins with: zeros, or draws of the standard normal distribution by the seed of its request, as the latent vector of a variational autoencoder.',
    ),
});

const chatSchema = z.strictObject({
  template: z.string().min(1).describe('Jinja template that turns a conversation into a prompt.'),
  beginToken: z.string().nullable().describe('What the template calls bos_token.'),
  endToken: z.string().nullable().describe('What the template calls eos_token.'),
});

const vocabularySchema = z.strictObject({
  file: z.string().min(1).describe('File of the tokens, one a line; a line break is written \\n and a backslash \\\\.'),
  cut: z.enum(['characters', 'words', 'white-space']).describe('Where a text is cut into tokens.'),
  unknown: z
    .string()
    .nullable()
    .default(null)
    .describe('Token for what the vocabulary lacks; a text with such a token is refused where there is none.'),
  begin: z.string().nullable().default(null).describe('Token that texts begin with.'),
  special: z.array(z.string()).default([]).describe('Tokens that are no text, as the one that ends a text.'),
});

const common = {
  format: z.literal(1).describe('Version of this file format.'),
  task: z.literal('LANGUAGE_MODEL'),
  eosIds: z.array(z.int().min(0)).describe('Tokens that end a text.'),
  beginId: z.int().min(0).nullable().default(null).describe('Token that an empty prompt begins with.'),
  contextLength: z.int().min(2).nullable().describe('Most tokens of prompt and answer; null where there is no bound.'),
  states: z
    .array(stateSchema)
    .default([])
    .describe(
      'Recurrent states. Those named state.N and next_state.N that begin with zeros, and caches by their usual names, need no entry.',
    ),
  chat: chatSchema.nullable().default(null),
};

const tokenizedSchema = z.strictObject({
  ...common,
  input: z.literal('tokens').describe('A tokenizer.json makes the tokens.'),
  tokenizer: z.strictObject({
    file: z.string().min(1).describe('Path of tokenizer.json among the files.'),
    settings: z.string().min(1).nullable().default(null).describe('Path of tokenizer_config.json, where there is one.'),
  }),
});

const ownVocabularySchema = z.strictObject({
  ...common,
  input: z.literal('vocabulary').describe('Characters or words of an own vocabulary are the tokens.'),
  vocabulary: vocabularySchema,
});

/** What pipeline.json says of a causal language model. */
export const languageModelSchema = z.discriminatedUnion('input', [tokenizedSchema, ownVocabularySchema]);

export type TokenizedLanguageModelFile = z.infer<typeof tokenizedSchema>;
export type LanguageModelFile = z.infer<typeof languageModelSchema>;
export type RecurrentState = z.infer<typeof stateSchema>;
export type ChatTemplate = z.infer<typeof chatSchema>;
