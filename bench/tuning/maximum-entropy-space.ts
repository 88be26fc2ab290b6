import type { Example } from '../../src/evaluation/labelled-batches.js';
import { ClassWeighting } from '../../src/training/linear/class-weighting.js';
import type { Fit, LinearProblem, Meter } from '../../src/training/linear/solver/linear-problem.js';
import type { MaximumEntropyTrainer } from '../../src/training/linear/solver/maximum-entropy-trainer.js';
import type { Targets } from '../../src/training/linear/text-head.js';
import { OneLabelHead } from '../../src/training/linear/one-label/one-label-head.js';
import { DEFAULT_SETTINGS } from '../../src/training/linear/text-model-settings.js';
import { trainTextModel } from '../../src/training/linear/train-text-model.js';
import type { KeptEncodings } from '../../src/training/linear/encoding/kept-encodings.js';
import type { Dimension, Parameters } from '../../src/training/tuning/search/space.js';
import type { TrainedPart } from './search.js';
import { Paused, type TunedSpace } from './tuned-space.js';

const EPOCHS = 27;
const LEAST_COUNT = 1;
const MOST_WORDS = 3;
const SPACE: Dimension[] = [
  { setting: 'l2', kind: 'range', from: 1e-9, to: 1, logarithmic: true, step: null },
  { setting: 'wordNgrams', kind: 'range', from: 1, to: MOST_WORDS, logarithmic: false, step: 1 },
  { setting: 'minCount', kind: 'range', from: LEAST_COUNT, to: 10, logarithmic: true, step: 1 },
  { setting: 'punctuation', kind: 'choice', choices: [true, false] },
  { setting: 'classWeights', kind: 'choice', choices: [ClassWeighting.NONE, ClassWeighting.BALANCED] },
];

/** Maximum entropy: log loss on validation rows over settings of features and penalty. An epoch is a pass over the training rows. */
export function maximumEntropySpace(train: readonly Example[], validation: readonly Example[]): TunedSpace {
  return {
    name: 'maximum-entropy',
    space: SPACE,
    asha: { minEpochs: 1, maxEpochs: EPOCHS, reductionFactor: 3 },
    begin: () => {
      const files = new Map<string, Uint8Array>();
      const encodings: KeptEncodings = {
        limits: { minCount: LEAST_COUNT, size: DEFAULT_SETTINGS.vocabularySize },
        wordNgrams: MOST_WORDS,
        read: (name) => Promise.resolve(files.get(name) ?? null),
        keep: async (name, bytes) => {
          await Promise.resolve(files.set(name, bytes));
        },
      };
      return (parameters, state, pauseAfter) => trainPart(parameters, state, pauseAfter, encodings);
    },
  };

  async function trainPart(
    parameters: Parameters,
    state: Uint8Array | null,
    pauseAfter: number | null,
    encodings: KeptEncodings,
  ): Promise<TrainedPart> {
    const settings = { ...DEFAULT_SETTINGS, epochs: EPOCHS, ...parameters };
    const head = new MeasuredHead(ClassWeighting[parameters.classWeights as keyof typeof ClassWeighting]);
    let fit: Fit | null = null;
    let epochs = 0;
    try {
      await trainTextModel(head, () => batches(train), settings, {
        validation: () => batches(validation),
        ...{ state, encodings },
        onReport: (report, trainer) => {
          epochs = trainer.passes.made;
          const isDue = report.kind === 'pass' && pauseAfter !== null && epochs >= pauseAfter;
          if (isDue || report.kind === 'finished') fit = measured(trainer);
          if (isDue) throw new Paused(trainer.state());
          return Promise.resolve();
        },
      });
    } catch (error) {
      if (!(error instanceof Paused)) throw error;
      return { loss: fit!.loss, standardError: fit!.standardError, epochs, state: error.state };
    }
    return { loss: fit!.loss, standardError: fit!.standardError, epochs, state: null };
  }
}

/** Tells the standard error of the loss beside it. */
class MeasuredHead extends OneLabelHead {
  override targets(): Targets<Example> {
    const targets = super.targets();
    return {
      add: (example) => targets.add(example),
      problem: (rows) => withStandardError(targets.problem(rows)),
      get leftOut() {
        return targets.leftOut;
      },
    };
  }
}

function withStandardError(problem: LinearProblem): LinearProblem {
  const meter = (): Meter => {
    const measured = problem.meter();
    let [count, squares] = [0, 0];
    return {
      add: (row, scores) => {
        count++;
        squares += problem.loss(row, scores.slice()) ** 2;
        measured.add(row, scores);
      },
      fit: () => {
        const fit = measured.fit();
        return { ...fit, standardError: Math.sqrt((squares / count - fit.loss ** 2) / (count - 1)) };
      },
    };
  };
  return Object.assign(Object.create(problem) as LinearProblem, { meter });
}

function measured(trainer: MaximumEntropyTrainer): Fit {
  const measuring = trainer.measureOnValidation();
  for (;;) {
    const step = measuring.next();
    if (step.done) return step.value;
  }
}

async function* batches(examples: readonly Example[]): AsyncGenerator<Example[]> {
  yield await Promise.resolve([...examples]);
}
