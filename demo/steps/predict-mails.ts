import { figure, percent } from '#sluice/cli/format.js';
import { PredictDocument, RecordFeedbackDocument } from '../generated/operations.ts';
import type { Mail } from '../mails.ts';
import type { Story } from '../story.ts';
import type { Place } from './release-version.ts';

const BATCH = 32;
const FEEDBACKS = 100;
const LEAST_ACCURACY = 0.95;

export interface Answer {
  id: string;
  label: string;
  score: number;
  version: string;
  mail: Mail;
}

/** Asks what serves about mails, in batches. @throws when a mail gets no answer */
export async function askAbout({ client }: Story, place: Place, mails: readonly Mail[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let start = 0; start < mails.length; start += BATCH) {
    const batch = mails.slice(start, start + BATCH);
    const input = { target: { deployment: place }, inputs: { texts: batch.map(({ text }) => text) } };
    const { predict } = await client.request(PredictDocument, { input });
    for (const [index, result] of predict.results.entries()) {
      if ('message' in result) throw new Error(`A prediction failed: ${result.message} ${result.advice}`);
      if (!('label' in result)) throw new Error('A prediction is no classification.');
      const { id, label, score, modelVersion } = result;
      answers.push({ id, label, score, version: modelVersion.ref, mail: batch[index]! });
    }
  }
  return answers;
}

export async function predictHeldOut(story: Story, place: Place, mails: readonly Mail[]): Promise<Answer[]> {
  const { narrator } = story;
  narrator.step(`Predict on ${mails.length} mails that it never saw`);
  const answers = await askAbout(story, place, mails);
  for (const { label, score, mail } of answers.slice(0, 3))
    narrator.say(`${label} ${figure(score)}, it is ${mail.label}: "${subjectOf(mail)}"`);
  const accuracy = 1 - answers.filter(isWrong).length / answers.length;
  narrator.check(
    'every mail has an answer with an id',
    answers.length === mails.length && new Set(answers.map(({ id }) => id)).size === mails.length,
  );
  narrator.check(`${percent(accuracy)} are right, at least ${percent(LEAST_ACCURACY)}`, accuracy >= LEAST_ACCURACY);
  return answers;
}

/** Says of some mails what they are, of those with a wrong answer first. @returns the answers that were judged */
export async function recordFeedback(
  { client, narrator, key }: Story,
  answers: readonly Answer[],
): Promise<readonly Answer[]> {
  narrator.step('Record feedback: what the mails really are');
  const sample = [...answers.filter(isWrong), ...answers.filter((answer) => !isWrong(answer))].slice(0, FEEDBACKS);
  const items = sample.map(({ id, mail }) => ({ prediction: id, expectedLabels: [mail.label] }));
  const { recordFeedback } = await client.request(RecordFeedbackDocument, {
    input: { idempotencyKey: key('feedback'), items },
  });
  const judgedWrong = recordFeedback.feedback.filter(({ correct }) => !correct).length;
  narrator.say(`${judgedWrong} of ${items.length} answers were wrong`);
  narrator.check(
    'the gateway judges each as we do',
    recordFeedback.feedback.length === items.length && judgedWrong === sample.filter(isWrong).length,
  );
  return sample;
}

function isWrong({ label, mail }: Answer): boolean {
  return label !== mail.label;
}

function subjectOf({ text }: Mail): string {
  return (/^Subject: (.*)$/m.exec(text)?.[1] ?? '').slice(0, 50);
}
