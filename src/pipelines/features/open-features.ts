import { FeatureExtractor } from './feature-extractor.js';
import type { FeatureSettings } from './feature-settings.js';
import { HashedFeatures } from './hashed-features.js';
import { Vocabulary } from './vocabulary.js';

/** The extractor that these settings describe. `file` holds the bytes of `settings.index.file`. */
export function openFeatures(settings: FeatureSettings, file: Uint8Array): FeatureExtractor {
  const index =
    settings.index.kind === 'VOCABULARY' ? Vocabulary.fromBytes(file, settings) : HashedFeatures.fromBytes(file);
  return new FeatureExtractor(settings, index, settings.trainingRowCount);
}
