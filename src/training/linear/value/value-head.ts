import type { ValueExample } from '../../../evaluation/labelled-batches.js';
import { InvalidInputError } from '../../../lib/errors.js';
import type { ModelSignature } from '../../../models/versions/signature.js';
import { RunningVariance } from '../../../numerics/running-variance.js';
import type { SparseRows } from '../../../numerics/sparse-rows.js';
import type { FeatureSettings } from '../../../pipelines/features/feature-settings.js';
import type { PipelineFile } from '../../../pipelines/pipeline-file.js';
import { VALUE } from '../../../pipelines/regression.js';
import type { TaughtRows } from '../../distillation/distillation.js';
import { LinearGraph, linearSignature } from '../linear-graph.js';
import type { TrainedWeights } from '../solver/maximum-entropy-trainer.js';
import type { Targets, TextHead } from '../text-head.js';
import { ValueProblem } from './value-problem.js';
import type { ValueScale } from './value-rows.js';

/** A deviation that was measured on fewer rows is told to be rough. */
const FEWEST_ROWS = 20;

/** A number a text, as the mean of a normal distribution whose deviation is that of the errors on held-out rows. */
export class ValueHead implements TextHead<ValueExample> {
  readonly name = 'a maximum-entropy regression';
  readonly outputCount = 1;
  readonly labels = [];
  private readonly numbers = new RunningVariance();

  look({ value }: ValueExample): void {
    this.numbers.add(value);
  }

  assertLearnable(): void {
    const { count, mean, squares, deviation } = this.numbers;
    if (count === 0 || squares === 0) {
      const what = count === 0 ? 'no rows' : `the number ${mean} in every row`;
      throw new InvalidInputError(`A regression needs rows of different numbers; the training split has ${what}.`);
    }
    if (deviation >= fp32StepAt(mean)) return;
    throw new InvalidInputError(
      `The numbers of the training split are ${mean} with a standard deviation of ${deviation.toPrecision(3)}, closer together than FP32, in which a regression answers, can tell apart. Import them with a constant subtracted.`,
    );
  }

  targets(taught?: TaughtRows): Targets<ValueExample> {
    return new ValueTargets(this.scale, taught);
  }

  lossInWords(loss: number): string {
    return `mean squared error (${loss.toPrecision(3)})`;
  }

  /** value = mean + deviation · score */
  graph({ weights }: TrainedWeights): Uint8Array<ArrayBuffer> {
    const { mean, deviation } = this.scale;
    const inUnits = weights.map((weight) => weight * deviation);
    inUnits[inUnits.length - 1] = weights.at(-1)! * deviation + mean;
    const linear = new LinearGraph(inUnits, 1);
    return linear.toBytes(linear.scores, VALUE);
  }

  pipeline(features: FeatureSettings, trained: TrainedWeights): PipelineFile {
    const standardDeviation = heldOutDeviation(trained);
    return { format: 1, task: 'REGRESSION', input: 'text', features, standardDeviation };
  }

  signature(): ModelSignature {
    return linearSignature(VALUE, 1, []);
  }

  figures(trained: TrainedWeights): Record<string, number> {
    return { standard_deviation: heldOutDeviation(trained) };
  }

  remark({ validationRowCount }: TrainedWeights): string | null {
    if (validationRowCount >= FEWEST_ROWS) return null;
    return `The standard deviation was measured on ${validationRowCount} rows alone. Give a validation split of ${FEWEST_ROWS} or more.`;
  }

  private get scale(): ValueScale {
    const { mean, deviation } = this.numbers;
    return { mean, deviation };
  }
}

/** From one FP32 number of this size to the next, at most. */
function fp32StepAt(value: number): number {
  return Math.max(Math.abs(value) * 2 ** -23, 2 ** -149);
}

/** Root mean squared error on rows that the fit did not learn from. */
function heldOutDeviation({ heldOut }: TrainedWeights): number {
  return Math.sqrt(heldOut!.loss);
}

class ValueTargets implements Targets<ValueExample> {
  readonly leftOut = null;
  private readonly values: number[] = [];

  constructor(
    private readonly scale: ValueScale,
    private readonly taught: TaughtRows | undefined,
  ) {}

  add({ value }: ValueExample): boolean {
    this.values.push(this.scaled(value));
    return true;
  }

  problem(rows: SparseRows): ValueProblem {
    const { scale, taught } = this;
    const values = Float64Array.from(this.values);
    const wanted = taught
      ? values.map((value, row) => (1 - taught.alpha) * value + taught.alpha * this.scaled(taught.answers[row]!))
      : values;
    return new ValueProblem({ rows, values, scale }, wanted);
  }

  private scaled(value: number): number {
    return (value - this.scale.mean) / this.scale.deviation;
  }
}
