import type { EntityManager } from 'typeorm';
import { insertEvaluation } from '../evaluation/measure.js';
import { systemClock } from '../lib/clock.js';
import { newId } from '../lib/ids.js';
import { LineageKind } from '../lineage/lineage-step.entity.js';
import { recordLineage } from '../lineage/record-lineage.js';
import { insertModelVersion } from '../models/versions/insert-model-version.js';
import { Model } from '../models/model.entity.js';
import { ModelVersion } from '../models/versions/model-version.entity.js';
import { chooseBest, judge, type Judgement, paretoFront } from './candidates/judge.js';
import {
  type Candidate,
  isMeasured,
  type MeasuredCandidate,
  type OptimizationState,
} from './candidates/measured-candidate.js';
import { OptimizationCandidate, type OptimizationPass } from './candidates/optimization-candidate.entity.js';
import type { OptimizationJob } from './optimization-job.entity.js';
import { OptimizationVerdict } from './optimization-kinds.js';

/** Key of the tag that marks what an optimization made with its verdict. */
const VERDICT_TAG = 'optimization';

/**
 * Judges what was measured and keeps it all: each candidate, its version and its evaluation. Versions that are not better
 * are archived at once, so that nothing serves them by mistake.
 * @returns the id of the chosen version; null when none is better
 */
export async function recordOptimization(
  tx: EntityManager,
  job: OptimizationJob,
  state: OptimizationState,
): Promise<string | null> {
  const { goal } = job.settings;
  const judged = state.candidates.map((candidate) => {
    const measured = isMeasured(candidate) ? candidate.measured : null;
    const judgement: Judgement = isMeasured(candidate)
      ? judge(candidate.measured, goal)
      : { verdict: OptimizationVerdict.FAILED, reason: candidate.failure };
    return { candidate, measured, ...judgement };
  });
  const front = paretoFront(judged.map(({ measured }) => measured));
  const chosen = chooseBest(judged, goal.minimize);
  const source = await tx.findOneByOrFail(ModelVersion, { id: job.settings.modelVersionId });
  const recorder = new Recorder(tx, job, source);
  if (state.source) await recorder.evaluation(source.id, state.source);
  let result: string | null = null;
  // The chosen one comes last, so that it is the newest version.
  const order = [...judged.keys()].sort((a, b) => Number(a === chosen) - Number(b === chosen));
  for (const place of order) {
    const { candidate, verdict, reason } = judged[place]!;
    const versionId = isMeasured(candidate) ? await recorder.version(candidate, verdict) : null;
    await recorder.candidate(candidate, { verdict, reason }, versionId, front.has(place));
    if (place === chosen) result = versionId;
  }
  return result;
}

class Recorder {
  private readonly now = systemClock.now();

  constructor(
    private readonly tx: EntityManager,
    private readonly job: OptimizationJob,
    private readonly source: ModelVersion,
  ) {}

  async evaluation(modelVersionId: string, measured: MeasuredCandidate['evaluation']): Promise<void> {
    const { projectId, id: jobId, settings } = this.job;
    const { datasetVersionId, split } = settings;
    await insertEvaluation(this.tx, measured, {
      projectId,
      modelVersionId,
      datasetVersionId,
      split,
      jobId,
      now: this.now,
    });
  }

  async version(candidate: MeasuredCandidate, verdict: OptimizationVerdict): Promise<string> {
    const { tx, job, source, now } = this;
    const passes = candidate.passes.map(({ kind }) => kind).join(', ');
    const version = await insertModelVersion(tx, {
      modelId: source.modelId,
      files: candidate.files,
      signature: source.signature,
      parameterCount: candidate.parameterCount,
      origin: { jobId: job.id },
      settings: { ...source.settings, optimization: passes },
      tags: [{ key: VERDICT_TAG, value: verdict }],
      actorId: job.startedById,
      now,
    });
    if (verdict !== OptimizationVerdict.BETTER) await tx.update(ModelVersion, { id: version.id }, { archivedAt: now });
    await this.evaluation(version.id, candidate.evaluation);
    const { name } = await tx.findOneByOrFail(Model, { id: source.modelId });
    await recordLineage(tx, {
      projectId: job.projectId,
      kind: LineageKind.OPTIMIZATION,
      at: now,
      actorId: job.startedById,
      summary: `Made ${name}@${version.number} of ${name}@${source.number} with ${passes}: ${verdict}.`,
      reproducible: candidate.passes.every(({ reproducible }) => reproducible),
      inputIds: [source.id],
      outputId: version.id,
      subjectId: job.id,
    });
    return version.id;
  }

  async candidate(
    candidate: Candidate,
    judgement: Judgement,
    modelVersionId: string | null,
    onParetoFront: boolean,
  ): Promise<void> {
    const measured = isMeasured(candidate) ? candidate.measured : null;
    await this.tx.insert(OptimizationCandidate, {
      id: newId('candidate'),
      projectId: this.job.projectId,
      jobId: this.job.id,
      passes: isMeasured(candidate) ? candidate.passes : candidate.kinds.map(untried),
      modelVersionId,
      size: measured?.size ?? null,
      latency: measured?.latency ?? null,
      throughput: measured?.throughput ?? null,
      quality: measured?.quality ?? null,
      onParetoFront,
      ...judgement,
    });
  }
}

function untried(kind: OptimizationPass['kind']): OptimizationPass {
  return { kind, settings: [], toolVersion: '', reproducible: true };
}
