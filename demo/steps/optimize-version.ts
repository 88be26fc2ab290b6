import { bytes, figure } from '#sluice/cli/format.js';
import {
  OptimizationDocument,
  OptimizationProgressDocument,
  OptimizeDocument,
  type OptimizationQuery,
} from '../generated/operations.ts';
import { present, type Story } from '../story.ts';

type OptimizationJob = Extract<NonNullable<OptimizationQuery['job']>, { verdict: unknown }>;
type Candidate = OptimizationJob['candidates']['edges'][number]['node'];

/** Makes a version smaller, and measures each way. @returns the version to release: the best one, or the source */
export async function optimizeVersion(story: Story, source: string, datasetVersion: string): Promise<string> {
  const { client, narrator } = story;
  narrator.step(`Optimize ${source}: smaller, at no measurable loss`);
  const input = {
    idempotencyKey: story.key('optimize'),
    modelVersion: source,
    goal: { minimize: 'SIZE', maxQualityLoss: 0.01 },
    evaluation: { datasetVersion, split: 'test' },
  } as const;
  const { optimizeModelVersion } = await client.request(OptimizeDocument, { input });
  const { id } = optimizeModelVersion.job;
  const progress = narrator.progress('Optimizing');
  for await (const { jobUpdated } of client.subscribe(OptimizationProgressDocument, { id })) {
    const { failure, progress: done } = jobUpdated.job;
    if (failure) throw new Error(`${failure.message} ${failure.advice}`);
    progress.update({ fraction: jobUpdated.fraction, detail: done.message ?? '' });
  }
  progress.clear();
  const { job } = await client.request(OptimizationDocument, { id });
  if (!job || !('candidates' in job)) throw new Error('The gateway answered without the optimization job.');
  const candidates = job.candidates.edges.map(({ node }) => node);
  for (const candidate of candidates) narrator.say(describe(candidate));
  narrator.check(
    'every candidate was measured before and after',
    candidates.length > 0 && candidates.every(isMeasured),
  );
  narrator.check(`the job has a verdict: ${job.verdict}`, job.verdict !== null);
  narrator.check('a candidate was worth it', job.result !== null);
  return present(job.result, 'a version that is better').ref;
}

function describe({ passes, verdict, reason, size, latency }: Candidate): string {
  const names = passes.map(({ kind }) => kind.toLowerCase()).join(' + ');
  const sizes = size ? `${bytes(size.baseline.value)} → ${bytes(size.candidate.value)}` : 'size not measured';
  const times = latency
    ? `${figure(latency.baseline.value)} → ${figure(latency.candidate.value)} ms`
    : 'latency not measured';
  return `${names}: ${verdict.toLowerCase()}; ${sizes}; ${times}. ${reason}`;
}

function isMeasured({ verdict, size, latency, quality }: Candidate): boolean {
  return verdict === 'FAILED' || (size !== null && latency !== null && quality !== null);
}
