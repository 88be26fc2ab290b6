import { expect, test } from '@jest/globals';
import { DatasetFormat } from '../../../src/datasets/formats/dataset-format.js';
import { cells } from './parse.js';

const FASTTEXT = { format: DatasetFormat.FASTTEXT, delimiter: '', header: true };

test('words that begin with __label__ are the labels of a line, wherever they stand, and the others its text', () => {
  const lines = [
    '__label__food-safety __label__eggs Can I  eat\tthis?',
    'at the end __label__last',
    'none at all, and x__label__y',
    '',
    '__label__alone',
  ];
  expect(cells(FASTTEXT, `${lines.join('\n')}\n`)).toEqual([
    [['food-safety', 'eggs'], 'Can I  eat\tthis?'],
    [['last'], 'at the end'],
    [[], 'none at all, and x__label__y'],
    [['alone'], ''],
  ]);
});
