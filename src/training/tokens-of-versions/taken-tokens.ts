import { versionFiles } from '../../models/files/version-files.js';
import type { TrainingContext } from '../training-context.js';
import type { TrainingJobSettings } from '../training-job.entity.js';
import { readVersionTokens, type VersionTokens } from './version-tokens.js';

/** Tokens that a training takes of a version. */
export interface TakenTokens {
  /** Of the version. */
  readonly ref: string;
  readonly tokens: VersionTokens;
}

/** Those of the version that it begins from, that it was told to take, or of the language model that teaches it; null: it makes tokens of its rows. */
export async function takenTokens(
  { db, blobs }: Pick<TrainingContext, 'db' | 'blobs'>,
  { initialVersion, tokenizerFrom, distillation }: TrainingJobSettings,
): Promise<TakenTokens | null> {
  const teacher = distillation?.training ? distillation.teacher : undefined;
  const version = initialVersion ?? tokenizerFrom ?? teacher;
  if (!version) return null;
  const { id, ref } = version;
  return { ref, tokens: await readVersionTokens(versionFiles(db.manager, blobs, id), ref) };
}
