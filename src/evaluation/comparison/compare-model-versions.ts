import type { RequestContext } from '../../access/context.js';
import { DatasetVersion } from '../../datasets/versions/dataset-version.entity.js';
import type { ModelVersion } from '../../models/versions/model-version.entity.js';
import { Evaluation } from '../evaluation.entity.js';
import { compareMeasured } from './compare-measured.js';
import type { ModelComparison, SettingChange } from './model-comparison.js';

/** Which rows to compare on; the newest that both were measured on when left out. */
export interface ComparisonRows {
  datasetVersionId: string | null;
  split: string | null;
}

interface SharedRows extends ComparisonRows {
  baselineId: string;
  candidateId: string;
}

/** The newest evaluations of two versions on the same rows. */
interface SharedEvaluations {
  baseline: string;
  candidate: string;
}

const SHARED_EVALUATIONS = `
  SELECT DISTINCT ON (asked.place) asked.place::int - 1 AS place, baseline.id AS baseline, candidate.id AS candidate
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
    WITH ORDINALITY AS asked (candidate_id, baseline_id, dataset_version_id, split, place)
  JOIN evaluation candidate ON candidate.model_version_id = asked.candidate_id
    AND candidate.dataset_version_id = coalesce(asked.dataset_version_id, candidate.dataset_version_id)
    AND candidate.split = coalesce(asked.split, candidate.split)
  JOIN evaluation baseline ON baseline.model_version_id = asked.baseline_id
    AND baseline.dataset_version_id = candidate.dataset_version_id AND baseline.split = candidate.split
  ORDER BY asked.place, candidate.id DESC, baseline.id DESC`;

/** A candidate against a baseline, row by row where both were measured on the same rows. */
export async function compareModelVersions(
  context: RequestContext,
  baseline: ModelVersion,
  candidate: ModelVersion,
  rows: ComparisonRows,
): Promise<ModelComparison> {
  const shared = await context.load(sharedEvaluations, { ...rows, baselineId: baseline.id, candidateId: candidate.id });
  const versions = {
    baseline,
    candidate,
    sameSignature: JSON.stringify(baseline.signature) === JSON.stringify(candidate.signature),
    settings: settingChanges(baseline.settings, candidate.settings),
  };
  if (!shared) return { ...versions, datasetVersion: null, split: null, metrics: [] };
  const [before, after] = await Promise.all([
    context.get(Evaluation, shared.baseline),
    context.get(Evaluation, shared.candidate),
  ]);
  const [outcomesBefore, outcomesAfter] = await Promise.all(
    [before, after].map(({ outcomesDigest }) => context.blobs.readBytes(outcomesDigest)),
  );
  return {
    ...versions,
    datasetVersion: await context.get(DatasetVersion, after.datasetVersionId),
    split: after.split,
    metrics: await compareMeasured(outcomesBefore!, outcomesAfter!),
  };
}

async function sharedEvaluations(
  { db }: RequestContext,
  asked: readonly SharedRows[],
): Promise<(SharedEvaluations | null)[]> {
  const found = await db.query<(SharedEvaluations & { place: number })[]>(SHARED_EVALUATIONS, [
    asked.map(({ candidateId }) => candidateId),
    asked.map(({ baselineId }) => baselineId),
    asked.map(({ datasetVersionId }) => datasetVersionId),
    asked.map(({ split }) => split),
  ]);
  const byPlace = new Map(found.map((row) => [row.place, row]));
  return asked.map((_, place) => byPlace.get(place) ?? null);
}

function settingChanges(baseline: Record<string, string>, candidate: Record<string, string>): SettingChange[] {
  const names = [...new Set([...Object.keys(baseline), ...Object.keys(candidate)])].sort();
  return names
    .map((setting) => ({ setting, baseline: baseline[setting] ?? null, candidate: candidate[setting] ?? null }))
    .filter((change) => change.baseline !== change.candidate);
}
