import type { Refuse } from '../setting-limits.js';

type Settings = Readonly<Record<string, string | number | boolean | null>>;

/** Settings of which some are left out. */
type Given<S> = { readonly [K in keyof S]?: S[K] | null };

/** Settings that a version decides. */
export interface DecidedSettings<S> {
  readonly settings: Partial<S>;
  /** As in "the version that the training begins from", for errors. */
  readonly version: string;
}

/** Those of the version that a training begins from. */
export function settingsOfInitial<S>(settings: Partial<S> | null): DecidedSettings<S> | null {
  return settings && { settings, version: 'the version that the training begins from' };
}

/**
 * Settings that decide the shapes of weights and the tokens: as they are given, else as a version decides them, else the usual ones.
 * @param decided by the version that the training begins from, or whose tokens it takes; null where there is none
 * @throws {InvalidInputError} naming the first that is given otherwise than the version has it
 */
export function structureOf<S extends Settings>(
  given: Given<S>,
  decided: DecidedSettings<S> | null,
  usual: S,
  refuse: Refuse,
): S {
  const known: Partial<S> = decided?.settings ?? {};
  const settings = Object.keys(usual).map((name) => {
    const value = given[name] ?? null;
    const isDecided = name in known;
    if (value === null) return [name, isDecided ? known[name] : usual[name]];
    if (isDecided && value !== known[name])
      refuse(name, `${name} is ${String(known[name])} in ${decided!.version}, not ${String(value)}: leave it out.`);
    return [name, value];
  });
  return Object.fromEntries(settings) as S;
}
