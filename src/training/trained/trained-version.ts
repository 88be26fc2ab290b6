import type { EntityManager } from 'typeorm';
import { insertEvaluation, type Measured } from '../../evaluation/measure.js';
import { LineageKind } from '../../lineage/lineage-step.entity.js';
import { recordLineage } from '../../lineage/record-lineage.js';
import { insertModelVersion, type NewFile } from '../../models/versions/insert-model-version.js';
import type { ModelVersion } from '../../models/versions/model-version.entity.js';
import type { ModelSignature } from '../../models/versions/signature.js';
import type { Distillation } from '../distillation/distillation.js';
import type { MeasuredByTest } from '../embeddings/word-tests.js';
import type { TrainingJob } from '../training-job.entity.js';

/** What a training made, as plain values: its files are in the blob store already. */
export interface TrainedVersion {
  readonly files: NewFile[];
  readonly signature: ModelSignature;
  readonly parameterCount: number;
  /** As words, for comparing versions. */
  readonly settings: Record<string, string>;
  /** What was trained on what, in a sentence. */
  readonly summary: string;
  /** Whether the same inputs and settings give the same bytes again. */
  readonly reproducible: boolean;
  /** How well it does on the split that the training measures; null when it measures none. */
  readonly measured: Measured | null;
  /** What tests of words say of it; left out where there were none. */
  readonly byWordTests?: readonly MeasuredByTest[];
}

/** Makes what a training made a version of its model, with its evaluation and where it came from. */
export async function insertTrainedVersion(
  tx: EntityManager,
  { id: jobId, projectId, targetId, startedById, settings }: TrainingJob,
  { measured, byWordTests = [], summary, reproducible, ...made }: TrainedVersion,
  now: Date,
): Promise<ModelVersion> {
  const { datasetVersionId, evaluationSplit, tags, initialVersion: initial, tokenizerFrom, distillation } = settings;
  const version = await insertModelVersion(tx, {
    ...made,
    settings: {
      ...made.settings,
      ...(initial ? { initialVersion: initial.ref } : {}),
      ...(tokenizerFrom ? { tokenizerFrom: tokenizerFrom.ref } : {}),
      ...teachingInWords(distillation),
    },
    modelId: targetId!,
    origin: { jobId },
    tags,
    actorId: startedById,
    now,
  });
  const onSplit = measured && evaluationSplit !== null ? [{ datasetVersionId, split: evaluationSplit, measured }] : [];
  for (const { measured: result, ...rows } of [...onSplit, ...byWordTests])
    await insertEvaluation(tx, result, { projectId, modelVersionId: version.id, ...rows, jobId, now });
  await recordLineage(tx, {
    projectId,
    kind: LineageKind.TRAINING,
    at: now,
    actorId: startedById,
    summary,
    reproducible,
    inputIds: [
      ...new Set([
        datasetVersionId,
        ...[initial, tokenizerFrom, distillation?.teacher].flatMap((version) => version?.id ?? []),
      ]),
    ],
    outputId: version.id,
    subjectId: jobId,
  });
  return version;
}

function teachingInWords(distillation: Distillation | undefined): Record<string, string> {
  if (!distillation) return {};
  const { teacher, temperature, alpha } = distillation;
  return { teacher: teacher.ref, temperature: String(temperature), alpha: String(alpha) };
}
