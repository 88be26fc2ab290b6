import { expect, test } from '@jest/globals';
import { PosteriorFigures } from '../../../../src/training/neural/text-vae/latent-quality.js';

test('divergences are summed over numbers and meaned over texts, and a number whose mean stays is not active', () => {
  const figures = new PosteriorFigures(3);
  figures.add(Float32Array.of(1, 0.5, 0), Float32Array.of(0, 0, Math.log(4)));
  figures.add(Float32Array.of(-1, 0.5, 0), Float32Array.of(0, 0, 0));

  const { kl, activeUnits, loss, reconstruction } = figures.quality(30, 10);
  // ½ (μ² + σ² − ln σ² − 1) of each.
  const ofTexts = [0.5 + 0.125 + (4 - Math.log(4) - 1) / 2, 0.5 + 0.125];
  expect(kl).toBeCloseTo((ofTexts[0]! + ofTexts[1]!) / 2, 6);
  expect(activeUnits).toBe(1);
  expect(reconstruction).toBe(3);
  expect(loss).toBeCloseTo(3 + (2 * kl) / 10, 6);
});
