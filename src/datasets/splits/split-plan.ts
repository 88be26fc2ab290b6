import { InvalidInputError } from '../../lib/errors.js';
import type { ContentHash } from './content-hash.js';

export interface SplitFraction {
  name: string;
  /** Share of the rows, above 0. */
  fraction: number;
}

/** How rows come into splits: by the values of a column, or by chance, at these fractions. */
export type SplitPlan = { column: string } | { fractions: readonly SplitFraction[]; seed: bigint };

/** Most splits of a dataset version. */
export const MAX_SPLITS = 32;

export const DEFAULT_FRACTIONS: readonly SplitFraction[] = [
  { name: 'train', fraction: 0.8 },
  { name: 'validation', fraction: 0.1 },
  { name: 'test', fraction: 0.1 },
];

const SPLIT_NAME = /^[\p{L}\p{N}._-]{1,64}$/u;
const SUM_TOLERANCE = 1e-6;
const UINT32_RANGE = 2 ** 32;

export function isSplitName(name: string): boolean {
  return SPLIT_NAME.test(name);
}

/** @throws {InvalidInputError} when names repeat or do not suit, or the fractions do not make one */
export function assertFractions(fractions: readonly SplitFraction[]): void {
  const path = ['input', 'splits', 'fractions'];
  if (fractions.length === 0 || fractions.length > MAX_SPLITS) {
    throw new InvalidInputError(
      `A dataset version has 1 to ${MAX_SPLITS} splits; ${fractions.length} were named.`,
      path,
    );
  }
  const unsuitable = fractions.find(({ name }) => !isSplitName(name));
  if (unsuitable) throw new InvalidInputError(`"${unsuitable.name}" is no name for a split. ${SPLIT_NAME_RULE}`, path);
  if (new Set(fractions.map(({ name }) => name)).size < fractions.length) {
    throw new InvalidInputError('Two splits have the same name. Give each its own.', path);
  }
  const sum = fractions.reduce((total, { fraction }) => total + fraction, 0);
  if (fractions.some(({ fraction }) => !(fraction > 0)) || Math.abs(sum - 1) > SUM_TOLERANCE) {
    throw new InvalidInputError(
      `The fractions are ${fractions.map(({ fraction }) => fraction).join(' + ')} = ${sum}. Make each above 0 and their sum 1.`,
      path,
    );
  }
}

export const SPLIT_NAME_RULE = 'Use 1 to 64 letters, digits, dots, dashes and underscores.';

/**
 * Puts rows into splits by their content: the same text always comes into the same split, in any order and in any file, so
 * that no text is both trained on and tested on. Another seed deals the texts out anew.
 */
export class SplitDealer {
  private readonly upTo: number[];
  private readonly seedLow: number;
  private readonly seedHigh: number;

  constructor(
    private readonly fractions: readonly SplitFraction[],
    seed: bigint,
  ) {
    let sum = 0;
    this.upTo = fractions.map(({ fraction }) => (sum += fraction));
    this.seedLow = Number(BigInt.asUintN(32, seed));
    this.seedHigh = Number(BigInt.asUintN(32, seed >> 32n));
  }

  split(content: ContentHash): string {
    const mixed = mix(mix(content[0] ^ this.seedLow) ^ content[1] ^ this.seedHigh);
    const position = mixed / UINT32_RANGE;
    const index = this.upTo.findIndex((bound) => position < bound);
    return this.fractions[index < 0 ? this.fractions.length - 1 : index]!.name;
  }
}

/** Spreads every bit over all 32: the finalizer of MurmurHash3. */
function mix(value: number): number {
  let mixed = value >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
