import { LineageDocument } from '../generated/operations.ts';
import { present, type Story } from '../story.ts';

/** The one question: where does an answer come from? */
export async function traceLineage(
  { client, narrator }: Story,
  prediction: string,
  expected: { release: string; optimized: string; trained: string; datasetVersion: string },
): Promise<void> {
  narrator.step('Ask the one question: where did this answer come from?');
  const answered = await client.request(LineageDocument, { prediction });
  const { route, modelVersion, feedback, lineage } = present(answered.prediction, 'the prediction');
  for (const step of lineage) {
    const from = step.inputs.map(({ ref }) => ref).join(', ');
    const made = [from, step.output?.ref].filter(Boolean).join(' → ');
    narrator.say(`${step.kind.toLowerCase()} by ${step.actor.name}: ${step.summary} ${made ? `[${made}]` : ''}`);
  }
  const source = 'source' in modelVersion.origin ? modelVersion.origin.source : null;
  const passes = 'chosen' in modelVersion.origin ? (modelVersion.origin.chosen?.passes ?? []) : [];
  const training = source && 'datasetVersion' in source.origin ? source.origin : null;
  narrator.check(`the release is ${expected.release}`, route?.release?.id === expected.release);
  narrator.check(
    `the version is ${expected.optimized}, by digest`,
    modelVersion.ref === expected.optimized && modelVersion.digest.startsWith('sha256:'),
  );
  narrator.check(
    `it was optimized from ${expected.trained} by ${passes.map(({ kind }) => kind).join(', ')}`,
    source?.ref === expected.trained && passes.length > 0,
  );
  narrator.check(
    `that was trained on ${expected.datasetVersion}`,
    training?.datasetVersion.ref === expected.datasetVersion,
  );
  narrator.check('the feedback is there', feedback.length === 1);
  const kinds = lineage.map(({ kind }) => kind).join(' ← ');
  narrator.check(`the steps are ${kinds}`, kinds === 'RELEASE ← OPTIMIZATION ← TRAINING ← IMPORT');
}
