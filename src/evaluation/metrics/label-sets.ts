import { InvalidInputError } from '../../lib/errors.js';
import { decodeArrays, encodeArrays } from '../../numerics/array-file.js';
import { LEAST_PROBABILITY } from './scores.js';

const { log, max } = Math;

/** What a model of the task MULTI_LABEL said of each row of a split, and what was right: all that its metrics are computed from. */
export interface LabelSets {
  /** The model's labels first, then labels that only the data has. */
  readonly labels: readonly string[];
  /** (n + 1,) where the right labels of each row begin in `expected`. */
  readonly expectedStarts: Int32Array;
  readonly expected: Int32Array;
  /** (n + 1,) where the labels that each row was given begin in `given`. */
  readonly givenStarts: Int32Array;
  readonly given: Int32Array;
  /** (n,) index of the label that was most probable. */
  readonly top: Int32Array;
  /** (n,) mean over the labels of the negative log likelihood of their being there or not, in nats. */
  readonly loss: Float32Array;
}

/** Collects what was said row by row. */
export class LabelSetsBuilder {
  private readonly labels: string[];
  private readonly numbers: Map<string, number>;
  private readonly expectedStarts = [0];
  private readonly expected: number[] = [];
  private readonly givenStarts = [0];
  private readonly given: number[] = [];
  private readonly top: number[] = [];
  private readonly loss: number[] = [];

  constructor(private readonly modelLabels: readonly string[]) {
    this.labels = [...modelLabels];
    this.numbers = new Map(modelLabels.map((label, number) => [label, number]));
  }

  /**
   * @param probabilities (model labels,)
   * @param chosen (model labels,) 1 for each label that is given
   */
  add(expectedLabels: readonly string[], probabilities: Float32Array, chosen: Uint8Array): void {
    const count = this.modelLabels.length;
    if (probabilities.length !== count || chosen.length !== count)
      throw new InvalidInputError(`${probabilities.length} probabilities were given for ${count} labels.`);
    const expected = new Set(expectedLabels.map((label) => this.numberOf(label)));
    let [top, loss] = [0, 0];
    for (let label = 0; label < count; label++) {
      const probability = probabilities[label]!;
      if (probability > probabilities[top]!) top = label;
      if (chosen[label] === 1) this.given.push(label);
      loss -= log(max(LEAST_PROBABILITY, expected.has(label) ? probability : 1 - probability));
    }
    // The probability of a label that the model does not know is 0.
    for (const label of expected) if (label >= count) loss -= log(LEAST_PROBABILITY);
    this.expected.push(...expected);
    this.expectedStarts.push(this.expected.length);
    this.givenStarts.push(this.given.length);
    this.top.push(top);
    this.loss.push(loss / count);
  }

  build(): LabelSets {
    return {
      labels: this.labels,
      expectedStarts: Int32Array.from(this.expectedStarts),
      expected: Int32Array.from(this.expected),
      givenStarts: Int32Array.from(this.givenStarts),
      given: Int32Array.from(this.given),
      top: Int32Array.from(this.top),
      loss: Float32Array.from(this.loss),
    };
  }

  private numberOf(label: string): number {
    const known = this.numbers.get(label);
    if (known !== undefined) return known;
    this.numbers.set(label, this.labels.length);
    return this.labels.push(label) - 1;
  }
}

const KIND = 'label-sets';

interface Header {
  readonly kind: typeof KIND;
  readonly labels: string[];
  readonly rowCount: number;
  readonly expectedCount: number;
  readonly givenCount: number;
}

/** Label sets as bytes, kept as evidence and for comparisons: 16 bytes a row and 4 for each of its labels. */
export function encodeLabelSets({ labels, ...rows }: LabelSets): Uint8Array {
  const { expectedStarts, expected, givenStarts, given, top, loss } = rows;
  const counts = { rowCount: top.length, expectedCount: expected.length, givenCount: given.length };
  const header: Header = { kind: KIND, labels: [...labels], ...counts };
  return encodeArrays(header, [expectedStarts, expected, givenStarts, given, top, loss]);
}

/** Reads what `encodeLabelSets` wrote; null for outcomes of something else. */
export function decodeLabelSets(bytes: Uint8Array): LabelSets | null {
  const { header, take } = decodeArrays(bytes);
  const known = header as Partial<Header>;
  if (known.kind !== KIND) return null;
  const { labels, rowCount, expectedCount, givenCount } = known as Header;
  return {
    labels,
    expectedStarts: take.integers(rowCount + 1),
    expected: take.integers(expectedCount),
    givenStarts: take.integers(rowCount + 1),
    given: take.integers(givenCount),
    top: take.integers(rowCount),
    loss: take.floats(rowCount),
  };
}
