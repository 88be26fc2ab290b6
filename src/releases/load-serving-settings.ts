import type { EntityManager } from 'typeorm';
import { DEFAULT_SETTINGS, type ServingSettings } from '../inference/protocol/serving-settings.js';

const NEWEST = `
  SELECT DISTINCT ON (model_version_id) model_version_id AS "versionId", serving
  FROM release
  WHERE model_version_id = ANY($1) AND server IS NULL AND state IN ('PREPARING', 'PROMOTED')
  ORDER BY model_version_id, id DESC`;

/**
 * How workers are to serve versions, by their ids. A worker has a version once, whatever deployments it serves: its newest
 * release that was not taken back says how.
 */
export async function loadServingSettings(
  db: EntityManager,
  versionIds: readonly string[],
): Promise<(versionId: string) => ServingSettings> {
  const rows = await db.query<{ versionId: string; serving: ServingSettings | null }[]>(NEWEST, [versionIds]);
  const settings = new Map(rows.map(({ versionId, serving }) => [versionId, serving]));
  return (versionId) => settings.get(versionId) ?? DEFAULT_SETTINGS;
}
