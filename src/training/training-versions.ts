import type { EntityManager } from 'typeorm';
import { InvalidInputError } from '../lib/errors.js';
import type { BlobStore } from '../storage/blobs/blob-store.js';
import { resolveTeacher, type TeacherVersion } from './distillation/distillation.js';
import { initialRun, type InitialVersion, type NamedVersion, resolveInitialVersion } from './initial-version.js';
import { assertSameTokens, resolveTokenSource, type TokenSource } from './tokens-of-versions/token-source.js';
import type { TrainingJobSettings } from './training-job.entity.js';
import type { StartTrainingInput } from './training-inputs.js';
import { TrainingAlgorithm } from './training-settings.js';

/** The versions that a training builds on. */
export interface TrainingVersions {
  /** What it begins from; null for nothing. */
  readonly initial: InitialVersion | null;
  /** Whose tokens it takes; null when it makes its own, or goes on with those of a language model. */
  readonly tokens: TokenSource | null;
  /** Whose answers it learns; null for none. */
  readonly teacher: TeacherVersion | null;
}

type Asked = Pick<StartTrainingInput, 'settings' | 'initialVersion' | 'tokenizerFrom' | 'distillation'>;

/**
 * Finds the versions that a training names.
 * @throws {NotFoundError} when the project has none of such a reference
 * @throws {InvalidInputError} when one cannot give what is asked of it, or they do not go together
 */
export async function resolveTrainingVersions(
  tx: EntityManager,
  blobs: BlobStore,
  projectId: string,
  { settings, initialVersion, tokenizerFrom, distillation }: Asked,
): Promise<TrainingVersions> {
  if (initialVersion != null && tokenizerFrom != null)
    throw new InvalidInputError('initialVersion brings its tokens: leave out tokenizerFrom.', [
      'input',
      'tokenizerFrom',
    ]);
  const initial = initialVersion == null ? null : await resolveInitialVersion(tx, projectId, initialVersion);
  const teacher = distillation ? await resolveTeacher(tx, projectId, distillation.teacher) : null;
  const tokensOf = (ref: string) => resolveTokenSource(tx, blobs, projectId, ref);
  const given = tokenizerFrom == null ? null : await tokensOf(tokenizerFrom);
  if (settings.transformerClassifier) {
    // The tokens of a language model tell whether texts are lower-cased, which its settings do not.
    const from = initialRun(initial, TrainingAlgorithm.TRANSFORMER_CLASSIFIER) && initial;
    return { initial, teacher, tokens: from ? await tokensOf(from.ref) : given };
  }
  const isLanguageModel = settings.recurrentLanguageModel ?? settings.transformerLanguageModel;
  if (!isLanguageModel || !teacher?.training) return { initial, teacher, tokens: given };
  const taught = await tokensOf(teacher.ref);
  if (initial) assertSameTokens(taught, await tokensOf(initial.ref), 'initialVersion');
  if (given) assertSameTokens(taught, given, 'tokenizerFrom');
  return { initial, teacher, tokens: initial ? null : (given ?? taught) };
}

/** What a job keeps of them, its teacher beside. @param tokenizerFrom as it was asked for */
export function versionSettings(
  { initial, tokens }: TrainingVersions,
  { tokenizerFrom }: Asked,
): Pick<TrainingJobSettings, 'initialVersion' | 'tokenizerFrom'> {
  return {
    ...(initial ? { initialVersion: named(initial) } : {}),
    ...(tokens && tokenizerFrom != null ? { tokenizerFrom: named(tokens) } : {}),
  };
}

function named({ id, ref }: NamedVersion): NamedVersion {
  return { id, ref };
}
