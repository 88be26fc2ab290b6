import { z } from 'zod';
import { BAG_CUTS } from '../../text/bags/cut-words.js';

/** How scores of labels become probabilities. */
export const BAG_OBJECTIVES = ['SOFTMAX', 'HIERARCHICAL_SOFTMAX', 'NEGATIVE_SAMPLING', 'ONE_VS_ALL'] as const;
export type BagObjective = (typeof BAG_OBJECTIVES)[number];

const bucketsOfNgrams = z
  .strictObject({
    count: z
      .int()
      .min(1)
      .max(2 ** 31 - 1)
      .describe('What hashes of runs of words and of parts of words are taken modulo of.'),
    file: z
      .string()
      .min(1)
      .nullable()
      .describe(
        'File of the buckets that have a row in the table, and their rows; null where each has one, behind those of words.',
      ),
    others: z
      .enum(['counted', 'left-out'])
      .describe('Whether buckets without a row count, as zeros, in the mean that is the text.'),
  })
  .describe('N-grams of words and of characters; null for single words only.');

const shared = {
  format: z.literal(1).describe('Version of this file format.'),
  input: z.literal('bag'),
  cut: z.enum(BAG_CUTS).describe('How a text is cut into words.'),
  vocabulary: z
    .string()
    .min(1)
    .describe('File of the words, one a line, in the order of their rows; it may be packed by gzip.'),
  wordNgrams: z.int().min(1).max(100).describe('Longest run of words.'),
  minNgram: z.int().min(0).max(100).describe('Shortest part of a word in characters.'),
  maxNgram: z.int().min(0).max(100).describe('Longest part of a word in characters; 0 for none.'),
  buckets: bucketsOfNgrams.nullable(),
  objective: z.enum(BAG_OBJECTIVES).describe('What was minimized. The graph gives probabilities in any case.'),
  labels: z.array(z.string()).min(1).describe('Label of each column of the output "probabilities".'),
  labelCounts: z
    .array(z.int().min(0))
    .describe('Training rows of each label, of which the tree of a hierarchical softmax is made.'),
};

export const bagSchema = z.strictObject({ ...shared, task: z.literal('CLASSIFICATION') });

export const multiLabelBagSchema = z.strictObject({
  ...shared,
  task: z.literal('MULTI_LABEL'),
  threshold: z.number().min(0).max(1).describe('A label is given from this probability on.'),
});

export type BagFile = z.infer<typeof bagSchema> | z.infer<typeof multiLabelBagSchema>;
