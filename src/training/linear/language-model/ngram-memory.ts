import { InvalidInputError } from '../../../lib/errors.js';
import { askingBytes } from '../../distillation/language-answers.js';
import type { LanguageTeacher } from '../../distillation/language-teacher.js';
import { memoryShortage } from '../../memory-need.js';
import { refuse } from './maximum-entropy-language-model-run.js';

/** What is taken for each n-gram while its weight is found, by the tree, the vectors of L-BFGS and those before they are collected. Measured, with 1.3 and 2.1 million. */
const BYTES_PER_NGRAM = 340;
/** The same of what a teacher says of it, and of the context of each token. */
const BYTES_PER_TAUGHT_NGRAM = 24;
const BYTES_PER_TAUGHT_TOKEN = 4;

/**
 * Refuses, before a teacher is asked or a weight found, what does not fit.
 * @param ngramCount n-grams that have a weight
 * @param tokenCount tokens of the training rows
 * @param teacher null for none
 * @param memoryBytes that of the machine when left out
 * @throws {InvalidInputError} saying how much memory it needs, how much there is, and what would make it less
 */
export function assertNgramsFit(
  ngramCount: number,
  tokenCount: number,
  teacher: LanguageTeacher | null,
  memoryBytes?: number,
): void {
  const ngramBytes = ngramCount * (BYTES_PER_NGRAM + (teacher ? BYTES_PER_TAUGHT_NGRAM : 0));
  const teacherBytes = teacher ? askingBytes(teacher, tokenCount) + BYTES_PER_TAUGHT_TOKEN * tokenCount : 0;
  const shortage = memoryShortage(0, ngramBytes + teacherBytes, memoryBytes);
  if (!shortage) return;
  if (teacher && teacherBytes > ngramBytes)
    throw new InvalidInputError(
      `The training would ${shortage.sentence}, most of it for the teacher ${teacher.ref} while it is asked. Choose a smaller one, or leave out distillation.`,
      ['distillation'],
    );
  const taught = teacher ? `, with what ${teacher.ref} says of them,` : '';
  refuse(
    'minCount',
    `The weights of ${ngramCount} n-grams${taught} would ${shortage.sentence}. Raise minCount, or lower order or vocabularySize.`,
  );
}
