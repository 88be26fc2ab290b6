import type { Example } from '../../../evaluation/labelled-batches.js';
import { InvalidInputError } from '../../../lib/errors.js';
import type { ModelSignature } from '../../../models/versions/signature.js';
import type { SparseRows } from '../../../numerics/sparse-rows.js';
import { PROBABILITIES } from '../../../pipelines/classification.js';
import type { FeatureSettings } from '../../../pipelines/features/feature-settings.js';
import type { PipelineFile } from '../../../pipelines/pipeline-file.js';
import type { TaughtRows } from '../../distillation/distillation.js';
import { ClassWeighting } from '../class-weighting.js';
import { LinearGraph, linearSignature } from '../linear-graph.js';
import type { TrainedWeights } from '../solver/maximum-entropy-trainer.js';
import { labelsLeftOut, labelsWithin } from '../labels-within.js';
import type { Targets, TextHead } from '../text-head.js';
import { classWeightsOf } from './labelled-rows.js';
import { OneLabelProblem } from './one-label-problem.js';

/** One label a text: a distribution over all of them. */
export class OneLabelHead implements TextHead<Example> {
  readonly name = 'a maximum-entropy classifier';
  private readonly found = new Set<string>();
  /** Those of the model; null until they are asked for after a row. */
  private knownLabels: readonly string[] | null = null;

  /** @param taughtLabels those of a teacher, which are taken if rows have no others; none without one */
  constructor(
    private readonly classWeights = ClassWeighting.NONE,
    private readonly taughtLabels: readonly string[] = [],
  ) {}

  /** In alphabetical order. */
  get labels(): readonly string[] {
    return (this.knownLabels ??= labelsWithin(this.taughtLabels, this.found));
  }

  get outputCount(): number {
    return this.labels.length;
  }

  look({ label }: Example): void {
    this.found.add(label);
    this.knownLabels = null;
  }

  assertLearnable(): void {
    if (this.found.size < 2)
      throw new InvalidInputError(
        `A classifier needs rows of at least two labels; the training split has ${[...this.found].join(', ') || 'none'}.`,
      );
  }

  /** Rows of a label that no training row has, nor a teacher, are left out. */
  targets(taught?: TaughtRows): Targets<Example> {
    return new LabelTargets(this.labels, this.classWeights, labelsLeftOut(this.taughtLabels), taught);
  }

  lossInWords(loss: number): string {
    return `log loss (${loss.toPrecision(3)} nats)`;
  }

  /** probabilities = softmax(scores) */
  graph({ weights }: TrainedWeights): Uint8Array<ArrayBuffer> {
    const linear = new LinearGraph(weights, this.outputCount);
    return linear.toBytes(linear.graph.node('Softmax', [linear.scores], { axis: 1 }), PROBABILITIES);
  }

  pipeline(features: FeatureSettings): PipelineFile {
    return { format: 1, task: 'CLASSIFICATION', input: 'text', features, labels: [...this.labels] };
  }

  signature(): ModelSignature {
    return linearSignature(PROBABILITIES, this.outputCount, this.labels);
  }

  figures(): Record<string, number> {
    return {};
  }

  remark(): null {
    return null;
  }
}

class LabelTargets implements Targets<Example> {
  private readonly numbers: ReadonlyMap<string, number>;
  private readonly rowLabels: number[] = [];
  private unknownCount = 0;

  constructor(
    labels: readonly string[],
    private readonly classWeights: ClassWeighting,
    /** What a label is that the model does not have, in words. */
    private readonly unknown: string,
    private readonly taught: TaughtRows | undefined,
  ) {
    this.numbers = new Map(labels.map((label, number) => [label, number]));
  }

  add({ label }: Example): boolean {
    const number = this.numbers.get(label);
    if (number === undefined) this.unknownCount++;
    else this.rowLabels.push(number);
    return number !== undefined;
  }

  problem(rows: SparseRows): OneLabelProblem {
    const { taught } = this;
    const data = { rows, labels: Int32Array.from(this.rowLabels), classCount: this.numbers.size, taught };
    return new OneLabelProblem(data, classWeightsOf(data, this.classWeights));
  }

  get leftOut(): string | null {
    if (this.unknownCount === 0) return null;
    return `${this.unknownCount} validation rows have ${this.unknown}; they were left out.`;
  }
}
