import type { TextFigures } from '../../src/training/neural/short-texts/report/measure-texts.js';
import { printFigure } from '../figure.js';

export type Show = (figure: string, value: number, unit: string, more?: Record<string, number | string | null>) => void;

/** Prints figures with the seconds since it was made. */
export function shower(bench: string): Show {
  const startedAt = performance.now();
  return (figure, value, unit, more = {}) => {
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    printFigure({ bench, figure, value, unit, seconds, ...more });
  };
}

/** What a set of texts is like. @param temperature null for texts by people */
export function showTexts(
  show: Show,
  of: string,
  { nll, selfBleu, length, copies }: TextFigures,
  temperature: number | null,
): void {
  const bleu = Object.fromEntries(Object.entries(selfBleu).map(([order, score]) => [`selfBleu${order}`, score]));
  show('nll', nll, 'nats/token', { of, temperature, ...bleu, length, copies });
}
