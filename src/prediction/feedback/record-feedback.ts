import type { EntityManager } from 'typeorm';
import type { Actor } from '../../access/actor.entity.js';
import { InvalidInputError, LimitExceededError, NotFoundError } from '../../lib/errors.js';
import { newId } from '../../lib/ids.js';
import { Feedback } from './feedback.entity.js';
import { kindOf } from '../answers/answers.js';
import type { Prediction } from '../prediction.js';
import { findPredictions } from '../find-predictions.js';

const MAX_ITEMS = 1_000;

export interface FeedbackItem {
  prediction: string;
  expectedLabels: string[];
  comment?: string | null;
}

/**
 * Keeps what the right answers of predictions would have been. All of it or none.
 * @returns the batch, by whose id its feedback is found
 * @throws {NotFoundError} when a prediction has no record
 */
export async function recordFeedback(
  tx: EntityManager,
  actor: Actor,
  items: readonly FeedbackItem[],
  now: Date,
): Promise<{ id: string }> {
  if (items.length === 0) throw new InvalidInputError('There is no feedback to record.', ['input', 'items']);
  if (items.length > MAX_ITEMS)
    throw new LimitExceededError(
      `At most ${MAX_ITEMS} items a request, and ${items.length} were given. Split them.`,
      MAX_ITEMS,
      items.length,
    );
  const predictions = await findPredictions(
    tx,
    actor.projectId,
    items.map(({ prediction }) => prediction),
  );
  const batchId = newId('feedbackbatch');
  const rows = items.map((item, index) => {
    const prediction = predictions.get(item.prediction);
    if (!prediction) {
      throw new NotFoundError(
        'prediction',
        item.prediction,
        'Its record is written within a second; it may also have been left out by sampling, or be past its retention.',
      );
    }
    return {
      id: newId('feedback'),
      projectId: actor.projectId,
      batchId,
      predictionId: prediction.id,
      at: now,
      byId: actor.id,
      expectedLabels: item.expectedLabels,
      correct: isCorrect(prediction, item.expectedLabels, index),
      comment: item.comment ?? null,
    };
  });
  await tx.insert(Feedback, rows);
  return { id: batchId };
}

function isCorrect(prediction: Prediction, expectedLabels: readonly string[], index: number): boolean {
  const known = kindOf(prediction);
  const path = ['input', 'items', index];
  if (!known) throw new InvalidInputError('Feedback with labels is for answers with labels.', [...path, 'prediction']);
  try {
    return known.kind.isCorrect(prediction, expectedLabels);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new InvalidInputError(error.message, [...path, ...((error.details.path as string[] | undefined) ?? [])]);
  }
}
