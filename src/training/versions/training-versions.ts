import type { EntityManager } from 'typeorm';
import { InvalidInputError } from '../../lib/errors.js';
import type { BlobStore } from '../../storage/blobs/blob-store.js';
import {
  type Distillation,
  type DistillationSettings,
  distillationOf,
  resolveTeacher,
  sharesOf,
  type TeacherVersion,
} from '../distillation/distillation.js';
import { initialRun, type InitialVersion, type NamedVersion, resolveInitialVersion } from './initial-version.js';
import type { DecidedSettings } from './structure-of.js';
import {
  assertSameTokens,
  classifierTokenSettings,
  languageModelTokens,
  resolveTokenSource,
  type TokenSettings,
  type TokenSource,
} from '../tokens-of-versions/token-source.js';
import type { TrainingSettingsInput } from '../training-inputs.js';
import type { TrainingRun } from '../training-run.js';
import { TrainingAlgorithm } from '../training-settings.js';
import type { VersionsInput } from './versions-input.js';

/** The versions that a training builds on, as plain values: a study keeps them for its trials. */
export interface TrainingVersions {
  /** What it begins from; null for nothing. */
  readonly initial: InitialVersion | null;
  /** Whose tokens it was told to take; null when it makes its own, or has those of another of these versions. */
  readonly tokenizerFrom: NamedVersion | null;
  /** What the tokens that it takes decide; null when it makes its own, or goes on with those of a language model. */
  readonly tokens: DecidedSettings<TokenSettings> | null;
  /** Whose answers it learns, and how; null for none. */
  readonly distillation: (DistillationSettings & { readonly teacher: TeacherVersion }) | null;
}

/** Those of a training that begins from nothing, and learns from rows alone. */
export const NO_VERSIONS: TrainingVersions = { initial: null, tokenizerFrom: null, tokens: null, distillation: null };

/** What a job keeps of them; what is absent it does without. */
export interface VersionsOfJob {
  /** What it begins from. */
  initialVersion?: NamedVersion;
  /** Whose tokens it takes; absent also where it has those of the version that it begins from, or of its teacher. */
  tokenizerFrom?: NamedVersion;
  /** The answers that it learns. */
  distillation?: Distillation;
}

/**
 * Finds the versions that a training names.
 * @throws {NotFoundError} when the project has none of such a reference
 * @throws {InvalidInputError} when one cannot give what is asked of it, or they do not go together
 */
export async function resolveTrainingVersions(
  tx: EntityManager,
  blobs: BlobStore,
  projectId: string,
  { settings, initialVersion, tokenizerFrom, distillation: asked }: VersionsInput & { settings: TrainingSettingsInput },
): Promise<TrainingVersions> {
  if (initialVersion != null && tokenizerFrom != null)
    throw new InvalidInputError('initialVersion brings its tokens: leave out tokenizerFrom.', [
      'input',
      'tokenizerFrom',
    ]);
  const initial = initialVersion == null ? null : await resolveInitialVersion(tx, projectId, initialVersion);
  const teacher = asked ? await resolveTeacher(tx, blobs, projectId, asked.teacher) : null;
  const tokensOf = (ref: string) => resolveTokenSource(tx, blobs, projectId, ref);
  const given = tokenizerFrom == null ? null : await tokensOf(tokenizerFrom);
  const versions = {
    initial,
    tokenizerFrom: given && named(given),
    distillation: asked && teacher ? { teacher, ...sharesOf(asked, settings) } : null,
  };
  if (settings.transformerClassifier) {
    // The tokens of a language model tell whether texts are lower-cased, which its settings do not.
    const from = initialRun(initial, TrainingAlgorithm.TRANSFORMER_CLASSIFIER) && initial;
    return { ...versions, tokens: classifierTokenSettings(from ? await tokensOf(from.ref) : given) };
  }
  const { recurrentLanguageModel, transformerLanguageModel, maximumEntropyLanguageModel, textGan, textVae } = settings;
  if (!(recurrentLanguageModel ?? transformerLanguageModel ?? maximumEntropyLanguageModel ?? textGan ?? textVae))
    return { ...versions, tokens: null };
  const taken = teacher?.training ? await tokensOfTaught(teacher, { initial, given }, tokensOf) : given;
  return { ...versions, tokens: languageModelTokens(taken) };
}

/** The tokens of a language model that another one teaches: those of its teacher. Null when it goes on with those of `initial`. */
async function tokensOfTaught(
  teacher: TeacherVersion,
  { initial, given }: { readonly initial: InitialVersion | null; readonly given: TokenSource | null },
  tokensOf: (ref: string) => Promise<TokenSource>,
): Promise<TokenSource | null> {
  const taught = await tokensOf(teacher.ref);
  if (initial) assertSameTokens(taught, await tokensOf(initial.ref), 'initialVersion');
  if (given) assertSameTokens(taught, given, 'tokenizerFrom');
  return initial ? null : (given ?? taught);
}

/**
 * What the job of a training keeps of the versions that it builds on.
 * @throws {InvalidInputError} when the training cannot be taught, or not by this teacher
 */
export function versionsOfJob(
  { initial, tokenizerFrom, distillation }: TrainingVersions,
  training: TrainingRun,
): VersionsOfJob {
  return {
    ...(initial ? { initialVersion: named(initial) } : {}),
    ...(tokenizerFrom ? { tokenizerFrom } : {}),
    ...(distillation ? { distillation: distillationOf(distillation, distillation.teacher, training) } : {}),
  };
}

function named({ id, ref }: NamedVersion): NamedVersion {
  return { id, ref };
}
