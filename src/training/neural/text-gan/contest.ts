import { neg, sub } from '../../../onnx/autodiff/operators/arithmetic.js';
import { softplus } from '../../../onnx/autodiff/operators/activations.js';
import { reduceMean } from '../../../onnx/autodiff/operators/mean.js';
import { concat, split } from '../../../onnx/autodiff/operators/pieces.js';
import { fixedSize } from '../../../onnx/autodiff/shape.js';
import type { Variable } from '../../../onnx/autodiff/variable.js';
import type { Scope } from '../../../onnx/training/scope.js';
import type { Named, StepModel } from '../../../onnx/training/step-model.js';
import type { Window } from '../language-model/language-network.js';
import { discriminate, type Discriminator, vectorsOfRelaxed, vectorsOfTexts } from './discriminator.js';
import type { Generator } from '../short-texts/generator.js';
import { relaxedTexts } from './relaxed-texts.js';

/** Both networks and the texts of a step. */
export interface Contest {
  readonly generator: Generator;
  readonly discriminator: Discriminator;
  readonly window: Window;
}

export const GENERATOR = 'generator.';
export const DISCRIMINATOR = 'discriminator.';

/**
 * Trains the discriminator by the relativistic standard loss: that a text by people looks more so than one of the generator. It takes texts
 * `real` (length, batch) and `inverse_temperature`.
 * @see Jolicoeur-Martineau, The relativistic discriminator (2019)
 */
export function discriminatorStep(contest: Contest): StepModel {
  return step(contest, (lead) => softplus(neg(lead)));
}

/** Trains the generator, whose texts are to look more as if by people than those of people do. It takes the same. */
export function generatorStep(contest: Contest): StepModel {
  return step(contest, softplus);
}

function step(contest: Contest, lossOf: (lead: Variable) => Variable): StepModel {
  const { batch, steps } = contest.window;
  return {
    inputs: { real: { type: 'INT64', shape: [steps, batch] }, inverse_temperature: { type: 'FP32', shape: [] } },
    forward: (scope, inputs) => ({ loss: reduceMean(lossOf(leadOfReal(contest, scope, inputs))) }),
  };
}

/** By how much each text of people leads one of the generator: (batch · representations). */
function leadOfReal({ generator, discriminator, window }: Contest, scope: Scope, inputs: Named): Variable {
  const relaxed = relaxedTexts(scope.child('generator'), generator, window, inputs.inverse_temperature!);
  const judge = scope.child('discriminator');
  const real = vectorsOfTexts(judge, discriminator, inputs.real!);
  const made = vectorsOfRelaxed(judge, discriminator, relaxed, generator.endId, window);
  const logits = discriminate(judge, discriminator, concat([real, made], 1));
  const half = fixedSize(logits.shape, 0, 'A contest') / 2;
  const [ofReal, ofMade] = split(logits, [half, half], 0);
  return sub(ofReal!, ofMade!);
}
