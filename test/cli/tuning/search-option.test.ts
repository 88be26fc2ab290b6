import { expect, test } from '@jest/globals';
import { dimensionOf } from '../../../src/cli/tuning/search-option.js';

test.each([
  ['l2=1e-7..0.1:log', { range: { from: 1e-7, to: 0.1, logarithmic: true, step: null } }],
  ['wordNgrams=1..3', { range: { from: 1, to: 3, logarithmic: false, step: null } }],
  ['shift=-1..-0.5', { range: { from: -1, to: -0.5, logarithmic: false, step: null } }],
  ['dropout=0..0.5:0.1', { range: { from: 0, to: 0.5, logarithmic: false, step: 0.1 } }],
  ['hiddenSize=64,128,256', { numbers: [64, 128, 256] }],
  ['classWeights=NONE,BALANCED', { choices: ['NONE', 'BALANCED'] }],
])('%s names a setting and its values', (text, values) => {
  expect(dimensionOf(text)).toEqual({ setting: text.split('=')[0], values });
});

test.each(['l2', 'l2=', '=1..2', 'l2=0.1', 'l2=1..', 'l2=a..b', 'l2=1..2:ten', 'l2=1,'])('%s is refused', (text) => {
  expect(() => dimensionOf(text)).toThrow('--search takes setting=values');
});
