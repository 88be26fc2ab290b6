import type { EntityManager } from 'typeorm';
import { InvalidInputError } from '../../lib/errors.js';
import { Model } from '../../models/model.entity.js';
import { resolveModelVersion } from '../../models/versions/resolve-model-version.js';
import { versionFiles } from '../../models/files/version-files.js';
import type { BlobStore } from '../../storage/blobs/blob-store.js';
import type { NamedVersion } from '../versions/initial-version.js';
import { codecOf } from '../language-models/codec-of.js';
import { TokenLevel } from '../language-models/token-level.js';
import { assertFramesTexts } from '../neural/classifier/classifier-tokens.js';
import type { DecidedSettings } from '../versions/structure-of.js';
import { TrainingAlgorithm } from '../training-settings.js';
import { readVersionTokens, type VersionTokens } from './version-tokens.js';

const PATH = ['input', 'tokenizerFrom'];
/** Algorithms whose trainings can take the tokens of a version. */
const TAKING: readonly TrainingAlgorithm[] = [
  TrainingAlgorithm.MAXIMUM_ENTROPY_LANGUAGE_MODEL,
  TrainingAlgorithm.RECURRENT_LANGUAGE_MODEL,
  TrainingAlgorithm.TRANSFORMER_LANGUAGE_MODEL,
  TrainingAlgorithm.TRANSFORMER_CLASSIFIER,
  TrainingAlgorithm.TEXT_GAN,
  TrainingAlgorithm.TEXT_VAE,
];

/** A version whose tokens a training takes, in place of making tokens of its rows. */
export interface TokenSource extends NamedVersion {
  readonly tokens: VersionTokens;
}

/**
 * The version whose tokens a training takes.
 * @throws {NotFoundError} when the project has none of that reference
 * @throws {InvalidInputError} when it has no tokens to take over
 */
export async function resolveTokenSource(
  tx: EntityManager,
  blobs: BlobStore,
  projectId: string,
  reference: string,
): Promise<TokenSource> {
  const { id, modelId, number } = await resolveModelVersion(tx, projectId, reference);
  const { name } = await tx.findOneByOrFail(Model, { id: modelId });
  const ref = `${name}@${number}`;
  return { id, ref, tokens: await readVersionTokens(versionFiles(tx, blobs, id), ref) };
}

/** Settings that the tokens of a version decide: of a language model, or of a classifier. */
export interface TokenSettings {
  readonly vocabularySize: number;
  /** Of a language model. */
  readonly level: TokenLevel;
  /** Of a classifier. */
  readonly lowercase: boolean;
}

/**
 * The settings of a language model that the tokens of a version decide.
 * @returns null when tokens are made of the rows
 * @throws {InvalidInputError} when a language model cannot be trained with them
 */
export function languageModelTokens(
  source: TokenSource | null,
): DecidedSettings<Pick<TokenSettings, 'level' | 'vocabularySize'>> | null {
  if (!source) return null;
  const { tokens, ref } = source;
  const { vocabularySize } = codecOf(tokens, ref);
  return { settings: { level: levelOf(tokens), vocabularySize }, version: whoseTokens(ref) };
}

/** The same of a classifier. */
export function classifierTokenSettings(
  source: TokenSource | null,
): DecidedSettings<Pick<TokenSettings, 'vocabularySize' | 'lowercase'>> | null {
  if (!source) return null;
  const { tokens, ref } = source;
  if (tokens.kind === 'vocabulary')
    throw new InvalidInputError(
      `Classifiers read the tokens of a tokenizer.json, and those of ${ref} are of a vocabulary: choose a version with a tokenizer.json, as language models of the level SUBWORD have.`,
    );
  const { tokenizer } = tokens;
  assertFramesTexts(tokenizer);
  const lowercase = tokenizer.encode('A').ids.join() === tokenizer.encode('a').ids.join();
  return { settings: { vocabularySize: tokenizer.vocabularySize, lowercase }, version: whoseTokens(ref) };
}

/** @throws {InvalidInputError} when such a training makes its tokens of its rows always */
export function assertTakesTokens(tokenizerFrom: NamedVersion | null, algorithm: TrainingAlgorithm): void {
  if (tokenizerFrom && !TAKING.includes(algorithm))
    throw new InvalidInputError(
      `Trainings by ${algorithm} take no tokens of a version: leave out tokenizerFrom, or train by ${TAKING.join(', ')}.`,
      PATH,
    );
}

/**
 * @param field of the input that names the student's version
 * @throws {InvalidInputError} when a teacher has other tokens than its student
 */
export function assertSameTokens(teacher: TokenSource, student: TokenSource, field: string): void {
  const [taught, own] = [teacher, student].map(({ tokens, ref }) => {
    const { endId, described, file } = codecOf(tokens, ref);
    return JSON.stringify([endId, described, Buffer.from(file.bytes).toString()]);
  });
  if (taught !== own)
    throw new InvalidInputError(
      `Teacher and student have the same tokens, and those of ${student.ref} are not those of ${teacher.ref}: leave out ${field}, so that the student takes its teacher's, or choose a teacher that was trained with the tokens of ${student.ref}.`,
      ['input', field],
    );
}

function levelOf(tokens: VersionTokens): TokenLevel {
  if (tokens.kind === 'tokenizer') return TokenLevel.SUBWORD;
  return tokens.options.cut === 'characters' ? TokenLevel.CHARACTER : TokenLevel.WORD;
}

function whoseTokens(ref: string): string {
  return `${ref}, whose tokens it takes`;
}
