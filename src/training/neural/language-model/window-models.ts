import { div, mul } from '../../../onnx/autodiff/operators/arithmetic.js';
import { reshape } from '../../../onnx/autodiff/operators/layout.js';
import { reduceMean } from '../../../onnx/autodiff/operators/mean.js';
import { reduceSum } from '../../../onnx/autodiff/operators/reduce.js';
import { crossEntropy, softmax } from '../../../onnx/autodiff/operators/softmax.js';
import type { Variable } from '../../../onnx/autodiff/variable.js';
import type { Scope } from '../../../onnx/training/scope.js';
import type { InputSpec, Named, StepModel } from '../../../onnx/training/step-model.js';
import { distillationLoss } from '../../distillation/distillation-loss.js';
import type { DistillationSettings } from '../../distillation/distillation.js';
import type { Window, WindowReader } from './language-network.js';

/** Weights and states of a teacher have it before their names. */
const TEACHER = 'teacher.';

export function isOfTeacher(name: string): boolean {
  return name.startsWith(TEACHER);
}

/** A network whose answers another one learns. */
export interface Teaching extends DistillationSettings {
  readonly reader: WindowReader;
}

/**
 * Trains on `tokens` and `targets` (steps, batch), the tokens behind them: the loss is the mean cross-entropy of a token, in nats.
 * @param teaching with it, the loss is that of a distillation. The teacher reads the same windows, with weights of its own that are not
 *   trained and states that go on as those of its student do
 */
export function trainedModel(reader: WindowReader, window: Window, teaching: Teaching | null): StepModel {
  const shape = [window.steps, window.batch];
  return {
    inputs: { tokens: { type: 'INT64', shape }, targets: { type: 'INT64', shape } },
    carried: { ...reader.carriedShapes(window.batch), ...taught(teaching?.reader.carriedShapes(window.batch)) },
    forward(scope, { tokens, targets }, carried) {
      const student = reader.read(scope, tokens!, carried, window);
      const right = flat(targets!, window);
      if (!teaching) return { loss: reduceMean(crossEntropy(student.logits, right)), carried: student.carried };
      const teacher = readByTeacher(teaching, scope, tokens!, carried, window);
      return {
        loss: distillationLoss(student.logits, teacher.probabilities, right, teaching),
        carried: { ...student.carried, ...teacher.carried },
      };
    },
  };
}

/** The same for measuring: the loss is the sum of each token's cross-entropy, in nats, times its number in `weights` (steps, batch). */
export function measuredModel(reader: WindowReader, window: Window): StepModel {
  const model = trainedModel(reader, window, null);
  const weights: InputSpec = { type: 'FP32', shape: [window.steps, window.batch] };
  return {
    ...model,
    inputs: { ...model.inputs, weights },
    forward(scope, { tokens, targets, weights }, given) {
      const { logits, carried } = reader.read(scope, tokens!, given, window);
      const losses = crossEntropy(logits, flat(targets!, window));
      return { loss: reduceSum(mul(losses, flat(weights!, window))), carried };
    },
  };
}

/**
 * Lets a teacher read a window beside its student, by weights whose names tell them from those of the student.
 * @param tokens (steps, batch)
 * @param carried states, its own under the names of `taught`
 * @returns probabilities (steps · batch, vocabulary) at the temperature, and its states behind the window
 */
export function readByTeacher(
  { reader, temperature }: Teaching,
  scope: Scope,
  tokens: Variable,
  carried: Named,
  window: Window,
): { probabilities: Variable; carried: Named } {
  const own = Object.entries(carried).flatMap(([name, state]) =>
    isOfTeacher(name) ? [[name.slice(TEACHER.length), state] as const] : [],
  );
  const { logits, ...read } = reader.read(scope.child(TEACHER.slice(0, -1)), tokens, Object.fromEntries(own), window);
  return { probabilities: softmax(div(logits, temperature)), carried: taught(read.carried) };
}

/** What is a teacher's, under names that tell it from its student's. */
export function taught<T>(named: Readonly<Record<string, T>> = {}): Record<string, T> {
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [`${TEACHER}${name}`, value]));
}

/** All rows of a step together, one step behind the other. */
export function flat(x: Variable, { steps, batch }: Window): Variable {
  return reshape(x, [steps * batch]);
}
