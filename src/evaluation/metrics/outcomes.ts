import { InvalidInputError } from '../../lib/errors.js';

/** What a classifier said of each row of a split, and what was right: all that its metrics are computed from. */
export interface Outcomes {
  /** The classifier's labels first, then labels that only the data has. */
  readonly labels: readonly string[];
  /** (n,) index of the right label. */
  readonly expected: Int32Array;
  /** (n,) index of the label that was most probable. */
  readonly predicted: Int32Array;
  /** (n,) probability given to the right label. */
  readonly expectedProbability: Float32Array;
  /** (n,) probability given to the predicted label. */
  readonly predictedProbability: Float32Array;
}

/** Collects outcomes row by row. */
export class OutcomesBuilder {
  private readonly labels: string[];
  private readonly numbers: Map<string, number>;
  private readonly expected: number[] = [];
  private readonly predicted: number[] = [];
  private readonly expectedProbability: number[] = [];
  private readonly predictedProbability: number[] = [];

  constructor(private readonly modelLabels: readonly string[]) {
    this.labels = [...modelLabels];
    this.numbers = new Map(modelLabels.map((label, number) => [label, number]));
  }

  /** @param probabilities (model labels,) */
  add(expectedLabel: string, probabilities: Float32Array): void {
    if (probabilities.length !== this.modelLabels.length)
      throw new InvalidInputError(
        `${probabilities.length} probabilities were given for ${this.modelLabels.length} labels.`,
      );
    let predicted = 0;
    for (let k = 1; k < probabilities.length; k++) if (probabilities[k]! > probabilities[predicted]!) predicted = k;
    const expected = this.numberOf(expectedLabel);
    this.expected.push(expected);
    this.predicted.push(predicted);
    this.expectedProbability.push(probabilities[expected] ?? 0);
    this.predictedProbability.push(probabilities[predicted]!);
  }

  build(): Outcomes {
    return {
      labels: this.labels,
      expected: Int32Array.from(this.expected),
      predicted: Int32Array.from(this.predicted),
      expectedProbability: Float32Array.from(this.expectedProbability),
      predictedProbability: Float32Array.from(this.predictedProbability),
    };
  }

  private numberOf(label: string): number {
    const known = this.numbers.get(label);
    if (known !== undefined) return known;
    this.numbers.set(label, this.labels.length);
    return this.labels.push(label) - 1;
  }
}
