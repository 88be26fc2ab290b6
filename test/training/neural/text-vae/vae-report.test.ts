import { expect, test } from '@jest/globals';
import type { TaughtBy } from '../../../../src/training/neural/short-texts/report/taught-by.js';
import { type VaeReport, verdictOf } from '../../../../src/training/neural/text-vae/vae-report.js';

const FIGURES = { nll: 4, selfBleu: { 3: 0.2 }, length: 9, copies: 0 };
const TAUGHT: TaughtBy = {
  ...{ teacher: 'poet@1', temperature: 2, alpha: 0.9, taught: ['baseline', 'autoencoder'] },
  teacherQuality: { loss: 4.125, perplexity: Math.exp(4.125), tokens: 100 },
};

function collapsed(distillation?: TaughtBy): VaeReport {
  return {
    latent: { loss: 4.5, reconstruction: 4.5, kl: 0, activeUnits: 0, latentSize: 8 },
    ...{ baselineLoss: 4.25, judge: { texts: 5, order: 3 }, groupSize: 5, groups: 5, interpolations: [] },
    ...{ autoencoder: [{ temperature: 1, ...FIGURES }], baseline: [{ temperature: 1, ...FIGURES }], heldOut: FIGURES },
    ...{ comparison: { gain: 0.1, margin: 0.2, improved: false }, lengthKept: true, improved: false },
    ...(distillation ? { distillation } : {}),
  };
}

test('the verdict on a taught autoencoder that has collapsed says what its teacher has to do with it, and how well that predicts', () => {
  const [alone, taught] = [verdictOf(collapsed()), verdictOf(collapsed(TAUGHT))];

  expect(taught).toContain('or lower alpha, as the teacher teaches to write without a vector.');
  expect(taught).toContain('by the same decoder without one 4.250, and by poet@1, which taught both, 4.125.');
  expect(alone).not.toContain('alpha');
  expect(alone).toContain('by the same decoder without one 4.250.');
});
