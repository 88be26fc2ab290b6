/** One line of a benchmark's output: what was measured, and under which circumstances. */
export interface Figure {
  readonly bench: string;
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly [context: string]: string | number | boolean | readonly number[] | null;
}

/** Prints a figure as one line of JSON on standard output. */
export function printFigure(figure: Figure): void {
  process.stdout.write(`${JSON.stringify(figure)}\n`);
}
