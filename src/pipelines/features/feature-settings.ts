import { z } from 'zod';

const length = (name: string) => z.int().min(0).max(10).describe(`Longest ${name} n-gram; 0 for none.`);

/** Which features a text has: the part of pipeline.json that training decides and serving repeats. */
const featureSettingsSchema = z.strictObject({
  wordNgrams: length('word'),
  punctuation: z.boolean().describe('Whether punctuation marks and symbols count as words.'),
  characterNgrams: length('character'),
  shortestCharacterNgram: z.int().min(1).max(10),
  index: z
    .strictObject({
      kind: z.enum(['VOCABULARY', 'HASHING']),
      file: z.string().describe('Path of the vocabulary, or of the document frequencies of hashed features.'),
    })
    .describe('How an n-gram finds its column.'),
  trainingRowCount: z.int().min(1).describe('Rows that the document frequencies were counted in.'),
});

export type FeatureSettings = z.infer<typeof featureSettingsSchema>;

const shared = {
  format: z.literal(1).describe('Version of this file format.'),
  input: z.literal('text'),
  features: featureSettingsSchema,
};

const labels = z.array(z.string()).min(1).describe('Label of each column of the output "probabilities".');

export const featuresSchema = z.strictObject({ ...shared, task: z.literal('CLASSIFICATION'), labels });

export const multiLabelFeaturesSchema = z.strictObject({
  ...shared,
  task: z.literal('MULTI_LABEL'),
  labels,
  threshold: z.number().min(0).max(1).describe('A label is given from this probability on.'),
});

export const regressionSchema = z.strictObject({
  ...shared,
  task: z.literal('REGRESSION'),
  standardDeviation: z
    .number()
    .min(0)
    .describe('Standard deviation of the errors on rows that were held out in training, in the unit of the numbers.'),
});

export type LabelFeaturesFile = z.infer<typeof featuresSchema> | z.infer<typeof multiLabelFeaturesSchema>;
export type RegressionFile = z.infer<typeof regressionSchema>;
