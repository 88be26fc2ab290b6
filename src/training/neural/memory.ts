import { InvalidInputError } from '../../lib/errors.js';
import { memoryShortage } from '../memory-need.js';
import type { Refuse } from '../setting-limits.js';

/** What the runtime holds for each byte that is in use: it takes memory in pieces that grow. Measured, with layers of 128 to 512 numbers. */
export const ARENA = 1.5;

/** What the memory that a teacher takes depends on. */
export interface TeacherNeed {
  /** Numbers of its weights, which stay as they are. */
  readonly weightCount: number;
  /** Numbers that it computes in a step, and those by which its answers are compared. */
  readonly activationCount: number;
}

/** What the memory that a training takes depends on. */
export interface TrainingNeed {
  /** Numbers of the weights that a step is given. */
  readonly weightCount: number;
  /** Numbers of tables of which a step is given rows, that count as weights, too: none when left out. */
  readonly tableCount?: number;
  /** Numbers that a step keeps for its way back, and works with: about. */
  readonly activationCount: number;
  /** Numbers that the optimizer keeps of each weight. */
  readonly slots: number;
  /** Numbers that lie beside the training: weights of the best epoch so far. None when left out. */
  readonly besideCount?: number;
  /** What a teacher takes that reads each step, too: none when left out. */
  readonly teacher?: TeacherNeed;
  /** Numbers that a teacher answers the rows with, which are kept: none when left out. */
  readonly answerCount?: number;
}

/** How much memory a training takes: weights, what the optimizer keeps of each, gradients, what a step computes, and a teacher. */
export function trainingBytes(need: TrainingNeed): number {
  const { weightCount, tableCount = 0, activationCount, slots, besideCount = 0, answerCount = 0, teacher } = need;
  // What is kept of each weight is there when a call begins, in the loop as it is and as it becomes, and when the call ends. A gradient is
  // there as it is, and clipped.
  const numbers = (4 * (1 + slots) + 2) * weightCount + activationCount;
  // Tables lie outside of the runtime, and are copied when a state is kept.
  const beside = besideCount + answerCount;
  return 4 * (ARENA * numbers + 2 * (1 + slots) * tableCount + beside) + (teacher ? teacherBytes(teacher) : 0);
}

function teacherBytes({ weightCount, activationCount }: TeacherNeed): number {
  return 4 * (ARENA * activationCount + weightCount);
}

/**
 * Refuses, before anything is trained, what does not fit.
 * @throws {InvalidInputError} saying how much memory it needs, how much there is, and what would make it less
 */
export function assertFitsIntoMemory(need: TrainingNeed, memoryBytes: number | undefined, refuse: Refuse): void {
  const neededBytes = trainingBytes(need);
  const shortage = memoryShortage(0, neededBytes, memoryBytes);
  if (!shortage) return;
  const { answerCount = 0, teacher } = need;
  if (4 * answerCount > neededBytes / 2)
    throw new InvalidInputError(
      `The training would ${shortage.sentence}, most of it for ${answerCount} numbers that the teacher answers the rows with. Leave out distillation, or train on a split of fewer rows.`,
      ['distillation'],
    );
  if (teacher && teacherBytes(teacher) > neededBytes / 2)
    throw new InvalidInputError(
      `The training would ${shortage.sentence}, most of it for the teacher: ${teacher.weightCount} weights, and ${teacher.activationCount} numbers of each step. Choose a smaller one, leave out distillation, or lower batchSize or the length of what a step reads.`,
      ['distillation'],
    );
  const taught = teacher ? ', beside what the teacher takes' : '';
  refuse(
    'batchSize',
    `The training would ${shortage.sentence}: ${need.weightCount} weights, and a step of ${need.activationCount} numbers${taught}. Lower batchSize, the length of what a step reads, hiddenSize or vocabularySize.`,
  );
}
