import { z } from 'zod';

const format = z.literal(1).describe('Version of this file format.');
const input = z.literal('tokens').describe('A tokenizer makes the tensors of the graph.');
const output = z.string().min(1).describe('Output of the graph that the answers are read from.');
const labels = z.array(z.string()).min(1).describe('Label of each column of the output.');

const tokenizer = z.strictObject({
  file: z.string().min(1).describe('Path of tokenizer.json among the files.'),
  settings: z.string().min(1).nullable().default(null).describe('Path of tokenizer_config.json, where there is one.'),
  maximumTokens: z.int().min(3).describe('Most tokens that the model takes, those that frame a text among them.'),
});

export const tokenClassifierSchema = z.strictObject({
  format,
  task: z.literal('CLASSIFICATION'),
  input,
  tokenizer,
  output,
  labels,
});

export const multiLabelSchema = z.strictObject({
  format,
  task: z.literal('MULTI_LABEL'),
  input,
  tokenizer,
  output,
  labels,
  threshold: z.number().min(0).max(1).default(0.5).describe('A label is given from this probability on.'),
});

export const tokenClassificationSchema = z.strictObject({
  format,
  task: z.literal('TOKEN_CLASSIFICATION'),
  input,
  tokenizer,
  output,
  labels: labels.describe(
    'Label of each column: "O" for none, "B-PER" and "I-PER" for the first and for further tokens.',
  ),
  aggregation: z
    .enum(['TOKEN', 'WORD'])
    .default('WORD')
    .describe('Whose label counts: that of each token, or for a whole word that of its first token.'),
});

export const embeddingSchema = z.strictObject({
  format,
  task: z.literal('EMBEDDING'),
  input,
  tokenizer,
  output,
  pooling: z
    .enum(['MEAN', 'CLS', 'LAST', 'NONE'])
    .describe('How vectors of tokens become that of a text; NONE where the graph gives one vector a text.'),
  normalize: z.boolean().describe('Whether vectors are scaled to length 1.'),
});

export type TokenClassifierFile = z.infer<typeof tokenClassifierSchema>;
export type MultiLabelFile = z.infer<typeof multiLabelSchema>;
export type TokenClassificationFile = z.infer<typeof tokenClassificationSchema>;
export type EmbeddingFile = z.infer<typeof embeddingSchema>;
export type TokensFile = TokenClassifierFile | MultiLabelFile | TokenClassificationFile | EmbeddingFile;
