import type { MultiLabelExample } from '../../../evaluation/labelled-batches.js';
import { InvalidInputError } from '../../../lib/errors.js';
import type { ModelSignature } from '../../../models/versions/signature.js';
import type { SparseRows } from '../../../numerics/sparse-rows.js';
import { PROBABILITIES } from '../../../pipelines/classification.js';
import type { FeatureSettings } from '../../../pipelines/features/feature-settings.js';
import type { PipelineFile } from '../../../pipelines/pipeline-file.js';
import type { TaughtRows } from '../../distillation/distillation.js';
import type { ClassWeighting } from '../class-weighting.js';
import { LinearGraph, linearSignature } from '../linear-graph.js';
import type { TrainedWeights } from '../solver/maximum-entropy-trainer.js';
import { labelsLeftOut, labelsWithin } from '../labels-within.js';
import type { Targets, TextHead } from '../text-head.js';
import { AnyLabelsProblem } from './any-labels-problem.js';
import { labelWeightsOf } from './label-set-rows.js';

export interface AnyLabelsSettings {
  readonly classWeights: ClassWeighting;
  /** A label is given from this probability on. */
  readonly threshold: number;
}

/** Any number of labels a text: a yes or no for each. A row without one is a text that no label fits. */
export class AnyLabelsHead implements TextHead<MultiLabelExample> {
  readonly name = 'a maximum-entropy classifier';
  private readonly counts = new Map<string, number>();
  /** Those of the model; null until they are asked for after a row. */
  private knownLabels: readonly string[] | null = null;
  private rowCount = 0;
  private unlabelledCount = 0;

  /** @param taughtLabels those of a teacher, which are taken if rows have no others; none without one */
  constructor(
    private readonly settings: AnyLabelsSettings,
    private readonly taughtLabels: readonly string[] = [],
  ) {}

  /** In alphabetical order. */
  get labels(): readonly string[] {
    return (this.knownLabels ??= labelsWithin(this.taughtLabels, new Set(this.counts.keys())));
  }

  get outputCount(): number {
    return this.labels.length;
  }

  look({ labels }: MultiLabelExample): void {
    this.rowCount++;
    if (labels.length === 0) this.unlabelledCount++;
    for (const label of new Set(labels)) this.counts.set(label, (this.counts.get(label) ?? 0) + 1);
    this.knownLabels = null;
  }

  assertLearnable(): void {
    // A label that some texts have and others lack is something to tell apart, also where it is the only one.
    if ([...this.counts.values()].some((count) => count < this.rowCount)) return;
    throw new InvalidInputError(
      `A classifier needs a label that some rows have and others lack; the training split has ${[...this.counts.keys()].sort().join(', ') || 'no label'}${this.counts.size > 0 ? ' in every row' : ''}.`,
    );
  }

  /** Labels that no training row has, nor a teacher, are left out. */
  targets(taught?: TaughtRows): Targets<MultiLabelExample> {
    return new LabelSetTargets(this.labels, this.settings, labelsLeftOut(this.taughtLabels), taught);
  }

  lossInWords(loss: number): string {
    return `log loss (${loss.toPrecision(3)} nats a label)`;
  }

  /** probabilities = sigmoid(scores) */
  graph({ weights }: TrainedWeights): Uint8Array<ArrayBuffer> {
    const linear = new LinearGraph(weights, this.outputCount);
    return linear.toBytes(linear.graph.node('Sigmoid', [linear.scores]), PROBABILITIES);
  }

  pipeline(features: FeatureSettings): PipelineFile {
    const { threshold } = this.settings;
    return { format: 1, task: 'MULTI_LABEL', input: 'text', features, labels: [...this.labels], threshold };
  }

  signature(): ModelSignature {
    return linearSignature(PROBABILITIES, this.outputCount, this.labels);
  }

  figures(): Record<string, number> {
    return {};
  }

  remark(): string | null {
    if (this.unlabelledCount === 0) return null;
    return `${this.unlabelledCount} training rows have no label: they were learnt from as texts that no label fits.`;
  }
}

class LabelSetTargets implements Targets<MultiLabelExample> {
  private readonly numbers: ReadonlyMap<string, number>;
  private readonly starts = [0];
  private readonly rowLabels: number[] = [];
  private unknownCount = 0;

  constructor(
    labels: readonly string[],
    private readonly settings: AnyLabelsSettings,
    /** What a label is that the model does not have, in words. */
    private readonly unknown: string,
    private readonly taught: TaughtRows | undefined,
  ) {
    this.numbers = new Map(labels.map((label, number) => [label, number]));
  }

  add({ labels }: MultiLabelExample): boolean {
    const known = [...new Set(labels)].flatMap((label) => this.numbers.get(label) ?? []);
    if (labels.some((label) => !this.numbers.has(label))) this.unknownCount++;
    this.rowLabels.push(...known);
    this.starts.push(this.rowLabels.length);
    return true;
  }

  problem(rows: SparseRows): AnyLabelsProblem {
    const labels = Int32Array.from(this.rowLabels);
    const { taught } = this;
    const data = { rows, starts: Int32Array.from(this.starts), labels, labelCount: this.numbers.size, taught };
    const { classWeights, threshold } = this.settings;
    return new AnyLabelsProblem(data, labelWeightsOf(data, classWeights), threshold);
  }

  get leftOut(): string | null {
    if (this.unknownCount === 0) return null;
    return `${this.unknownCount} validation rows have ${this.unknown}; these labels were left out.`;
  }
}
