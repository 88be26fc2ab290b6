import { setImmediate } from 'node:timers/promises';
import type { DeviceChoice } from '../../../onnx/runtime/session.js';
import { tensor, type Tensors } from '../../../onnx/tensor.js';
import { adam } from '../../../onnx/training/optimizers/adam.js';
import { constant } from '../../../onnx/training/schedules.js';
import { DivergedError, type StepResults, Trainer } from '../../../onnx/training/trainer.js';
import { StatePace } from '../train-epochs.js';
import { type Contest, DISCRIMINATOR, discriminatorStep, GENERATOR, generatorStep } from './contest.js';
import type { TextBatches } from '../short-texts/short-texts.js';
import type { TextGanPlan } from './text-gan-plan.js';

/** A call of the runtime blocks the process: so long at most, so that the job hears that it is cancelled. */
const CALL_MS = 300;
/** How often the generator is looked at on the way. */
const ROUNDS = 10;
/** Keep draws apart from others of the same seed. */
const [OF_GENERATOR, OF_DISCRIMINATOR] = [0x6e4e8a, 0xd15c81];

/** How the contest goes. */
export interface ContestProgress {
  /** Steps of the generator, done and in all. */
  readonly step: number;
  readonly steps: number;
  readonly generatorLoss: number;
  /** Mean of the steps before that of the generator. */
  readonly discriminatorLoss: number;
  readonly generatorGradientNorm: number;
  readonly inverseTemperature: number;
  readonly secondsLeft: number;
}

export interface WatchContest {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ContestProgress) => void | Promise<void>) | undefined;
  /** Ten times on the way, the last at its end. @param weights of the generator */
  readonly onRound?: ((step: number, weights: Tensors) => Promise<void>) | undefined;
  readonly onState?: ((states: ContestStates) => Promise<void>) | undefined;
}

export interface ContestStates {
  readonly generator: Uint8Array;
  readonly discriminator: Uint8Array;
}

/** Two trainers over the same networks, each with the other's weights as they are. */
export class AdversarialTraining {
  private stepsACall = 1;

  private constructor(
    private readonly plan: TextGanPlan,
    private readonly batches: TextBatches,
    private readonly generator: Trainer,
    private readonly discriminator: Trainer,
  ) {}

  /** @param weights of the generator, as it learned alone */
  static async create(
    contest: Contest,
    plan: TextGanPlan,
    batches: TextBatches,
    weights: Tensors,
  ): Promise<AdversarialTraining> {
    const { adversarialSteps, discriminatorSteps, clipNorm, threads, seed } = plan;
    const common = { optimizer: adam(), clipNorm, session: { threads } };
    const first = Object.fromEntries(Object.entries(weights).map(([name, values]) => [`${GENERATOR}${name}`, values]));
    const generator = await Trainer.create(
      generatorStep(contest),
      {
        ...common,
        schedule: constant(plan.generatorLearningRate),
        steps: adversarialSteps,
        seed: seed ^ OF_GENERATOR,
        isFrozen: (name) => name.startsWith(DISCRIMINATOR),
      },
      first,
    );
    const discriminator = await Trainer.create(discriminatorStep(contest), {
      ...common,
      schedule: constant(plan.discriminatorLearningRate),
      steps: adversarialSteps * discriminatorSteps,
      seed: seed ^ OF_DISCRIMINATOR,
      isFrozen: (name) => name.startsWith(GENERATOR),
    });
    return new AdversarialTraining(plan, batches, generator, discriminator);
  }

  /** Where it runs. */
  get device(): DeviceChoice {
    return this.generator.device;
  }

  /** Numbers of all weights of the generator. */
  get generatorParameters(): number {
    return this.generator.parameterCount;
  }

  /** Numbers of all weights of the discriminator. */
  get discriminatorParameters(): number {
    return this.discriminator.parameterCount;
  }

  /** Weights of the generator, by the names that they have in it alone. */
  get weights(): Tensors {
    return Object.fromEntries(
      Object.entries(this.generator.parameters).map(([name, values]) => [name.slice(GENERATOR.length), values]),
    );
  }

  /** Goes on from states of the same training. */
  restore({ generator, discriminator }: ContestStates): void {
    this.generator.restore(generator);
    this.discriminator.restore(discriminator);
  }

  /**
   * To the last step of the generator, each behind those of the discriminator.
   * @throws {InvalidInputError} when a loss is no number any more
   */
  async run({ signal, onProgress, onRound, onState }: WatchContest): Promise<void> {
    const { adversarialSteps: steps } = this.plan;
    const every = Math.max(1, Math.floor(steps / ROUNDS));
    const pace = new StatePace();
    const begunAt = this.generator.steps;
    const startedAt = performance.now();
    while (this.generator.steps < steps) {
      const sharpness = inverseTemperatureAt(this.generator.steps, steps, this.plan.inverseTemperature);
      const losses = await this.discriminatorTurn(sharpness, signal);
      const made = await stepsOf(this.generator, 'generatorLearningRate', this.plan, {
        inputs: this.inputs(OF_GENERATOR, this.generator.steps, 1, sharpness),
        frozen: this.discriminator.parameters,
      });
      const done = this.generator.steps;
      await onProgress?.({
        ...{ step: done, steps, inverseTemperature: sharpness },
        generatorLoss: made.losses[0]!,
        discriminatorLoss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
        generatorGradientNorm: made.gradientNorms[0]!,
        secondsLeft: ((steps - done) * (performance.now() - startedAt)) / (done - begunAt) / 1000,
      });
      await setImmediate();
      signal?.throwIfAborted();
      const isRound = done % every === 0 || done === steps;
      if (isRound) await onRound?.(done, this.weights);
      if (!isRound && !(onState && pace.isDue())) continue;
      this.generator.assertSound();
      this.discriminator.assertSound();
      const states = () => ({ generator: this.generator.state(), discriminator: this.discriminator.state() });
      await pace.keep(() => onState?.(states()));
    }
  }

  async release(): Promise<void> {
    await Promise.all([this.generator.release(), this.discriminator.release()]);
  }

  /** Losses of the discriminator's steps before one of the generator, in as few calls as let a cancellation be heard. */
  private async discriminatorTurn(sharpness: number, signal: AbortSignal | undefined): Promise<number[]> {
    const { discriminatorSteps } = this.plan;
    const until = (this.generator.steps + 1) * discriminatorSteps;
    const losses: number[] = [];
    while (this.discriminator.steps < until) {
      signal?.throwIfAborted();
      const count = Math.min(this.stepsACall, until - this.discriminator.steps);
      const startedAt = performance.now();
      const results = await stepsOf(this.discriminator, 'discriminatorLearningRate', this.plan, {
        inputs: this.inputs(OF_DISCRIMINATOR, this.discriminator.steps, count, sharpness),
        frozen: this.generator.parameters,
      });
      this.stepsACall = Math.max(1, Math.floor((CALL_MS * count) / (performance.now() - startedAt)));
      losses.push(...results.losses);
      await setImmediate();
    }
    return losses;
  }

  private inputs(stream: number, first: number, count: number, sharpness: number): Tensors {
    return {
      real: this.batches.padded(stream, first, count),
      inverse_temperature: tensor('FP32', [count], new Float32Array(count).fill(sharpness)),
    };
  }
}

/** Rises from 1 by the same factor in each step. */
function inverseTemperatureAt(step: number, steps: number, last: number): number {
  return last ** (step / Math.max(1, steps - 1));
}

/** @throws {InvalidInputError} naming the learning rate to lower when a loss is no number */
async function stepsOf(
  trainer: Trainer,
  setting: 'generatorLearningRate' | 'discriminatorLearningRate',
  { refuse }: TextGanPlan,
  { inputs, frozen }: { inputs: Tensors; frozen: Tensors },
): Promise<StepResults> {
  try {
    return await trainer.run(inputs, frozen);
  } catch (error) {
    if (!(error instanceof DivergedError)) throw error;
    return refuse(setting, `${error.message} The setting is ${setting}; the other one is clipNorm.`);
  }
}
