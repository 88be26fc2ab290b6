import { z } from 'zod';
import { InvalidInputError } from '../lib/errors.js';
import { WORD_CUTS } from '../text/word-cut.js';
import { bagSchema, multiLabelBagSchema } from './bags/bag-settings.js';
import { featuresSchema, multiLabelFeaturesSchema, regressionSchema } from './features/feature-settings.js';
import { languageModelSchema } from './language-model/language-model-file.js';
import {
  embeddingSchema,
  multiLabelSchema,
  tokenClassificationSchema,
  tokenClassifierSchema,
} from './tokens/token-settings.js';

const format = z.literal(1).describe('Version of this file format.');

const tensorsSchema = z.strictObject({
  format,
  task: z.literal('TENSORS'),
  input: z.literal('tensors'),
});

const subwordsSchema = z
  .strictObject({
    minNgram: z.int().min(1).describe('Shortest part in characters.'),
    maxNgram: z.int().min(1).describe('Longest part in characters.'),
    buckets: z
      .int()
      .min(1)
      .max(2 ** 32 - 1)
      .describe('What hashes of parts are taken modulo of.'),
    file: z.string().min(1).describe('File of the buckets that have a row in the table, and their rows.'),
    mean: z
      .enum(['known-parts', 'all-parts'])
      .default('known-parts')
      .describe(
        'What the vector of a word that is not in the vocabulary is the mean of: the parts that have a row, or "all-parts", of which those without a row count as 0.',
      ),
  })
  .describe('Parts of words, for words that are not in the vocabulary; none when left out.');

const phrasesSchema = z
  .strictObject({
    joiner: z.string().min(1).describe('What stands between the words of a phrase in the vocabulary.'),
    longest: z.int().min(2).max(1_024).describe('Most words of a phrase.'),
  })
  .describe(
    'Phrases that are words of the vocabulary: words of a text that make one, from left to right the longest first, are found as one; none when left out.',
  );

const wordEmbeddingSchema = z.strictObject({
  format,
  task: z.literal('EMBEDDING'),
  input: z.literal('words'),
  vocabulary: z.string().min(1).describe('File of the words, one a line, in the order of their numbers.'),
  cut: z
    .enum(WORD_CUTS)
    .default('words')
    .describe(
      'How a text is cut: "words" as in training here (lower case, without punctuation), "dictionary-words" with Chinese and Japanese words found by the dictionary of ICU in place of single characters, or at "white-space" and nothing else changed, as other programs do.',
    ),
  phrases: phrasesSchema.optional(),
  subwords: subwordsSchema.optional(),
});

const schema = z.discriminatedUnion('task', [
  z.discriminatedUnion('input', [featuresSchema, tokenClassifierSchema, bagSchema]),
  z.discriminatedUnion('input', [multiLabelSchema, multiLabelFeaturesSchema, multiLabelBagSchema]),
  regressionSchema,
  tokenClassificationSchema,
  z.discriminatedUnion('input', [embeddingSchema, wordEmbeddingSchema]),
  languageModelSchema,
  tensorsSchema,
]);

/** pipeline.json: how text becomes tensors, and tensors become answers. */
export type PipelineFile = z.infer<typeof schema>;

export type PhrasesFile = z.infer<typeof phrasesSchema>;
export type SubwordsFile = z.infer<typeof subwordsSchema>;

/** @throws {InvalidInputError} saying what is wrong where */
export function parsePipelineFile(json: string): PipelineFile {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new InvalidInputError(`pipeline.json is no JSON: ${(error as Error).message}.`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
  throw new InvalidInputError(`pipeline.json is not understood. ${problems.join('; ')}.`);
}

export function formatPipelineFile(pipeline: PipelineFile): string {
  return `${JSON.stringify(pipeline, null, 2)}\n`;
}
