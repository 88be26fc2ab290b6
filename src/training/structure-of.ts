import type { Refuse } from './setting-limits.js';

type Settings = Readonly<Record<string, string | number | boolean | null>>;

/** Settings of which some are left out. */
type Given<S> = { readonly [K in keyof S]?: S[K] | null };

/**
 * Settings that decide the shapes of weights and the tokens: as they are given, else those of the version that a training begins from, else
 * the usual ones.
 * @param initial those of the version; null for a training from nothing
 * @throws {InvalidInputError} naming the first that is given otherwise than the version has it
 */
export function structureOf<S extends Settings>(given: Given<S>, initial: S | null, usual: S, refuse: Refuse): S {
  const settings = Object.keys(usual).map((name) => {
    const value = given[name] ?? null;
    if (value === null) return [name, (initial ?? usual)[name]];
    if (initial && value !== initial[name])
      refuse(
        name,
        `${name} is ${String(initial[name])} in the version that the training begins from, not ${String(value)}: leave it out.`,
      );
    return [name, value];
  });
  return Object.fromEntries(settings) as S;
}
