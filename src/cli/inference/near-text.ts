import type { NearWordFragment, WordOriginFragment } from '../../client/index.js';

const SOURCES = { PARTS: 'known by its parts only', UNKNOWN: 'unknown' } as const;

/** What was asked, what the model did not know of it, and what was found, a line each. */
export function nearText(
  asked: string,
  words: readonly WordOriginFragment[],
  found: readonly NearWordFragment[],
): string {
  const remarks = words.flatMap(({ word, source }) => (source === 'VOCABULARY' ? [] : [`${word}: ${SOURCES[source]}`]));
  return [
    remarks.length > 0 ? `${asked}  (${remarks.join(', ')})` : asked,
    ...found.map(({ text, similarity }) => `  ${similarity.toFixed(4)}\t${text}`),
  ].join('\n');
}
