import { z } from 'zod';

const length = (name: string) => z.int().min(0).max(10).describe(`Longest ${name} n-gram; 0 for none.`);

/** Which features a text has: the part of pipeline.json that training decides and serving repeats. */
export const featureSettingsSchema = z.strictObject({
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
