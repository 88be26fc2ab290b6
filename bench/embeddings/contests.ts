import type { Contest } from './contest.js';
import { GLOVE_CONTESTS } from './glove.js';
import { SUBWORD_CONTESTS } from './subwords.js';
import { SUPERVISED_CONTESTS } from './supervised.js';
import { WORD2VEC_CONTESTS } from './word2vec.js';

/** All that `npm run bench -- embeddings` runs, in this order. */
export const CONTESTS: readonly Contest[] = [
  ...WORD2VEC_CONTESTS,
  ...SUBWORD_CONTESTS,
  ...GLOVE_CONTESTS,
  ...SUPERVISED_CONTESTS,
];
