import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OneLabelHead } from '../../src/training/linear/one-label/one-label-head.js';
import { DEFAULT_SETTINGS } from '../../src/training/linear/text-model-settings.js';
import { trainTextModel } from '../../src/training/linear/train-text-model.js';
import { parseExamples } from './data.js';

/** From a text file to a model's files: the part whose CPU time is compared. `train.js INPUT FOLDER` */
const [input = '', folder = ''] = process.argv.slice(2);
const examples = parseExamples(await readFile(input, 'utf8'));
const source = async function* () {
  yield await Promise.resolve(examples);
};
const { files } = await trainTextModel(new OneLabelHead(), source, DEFAULT_SETTINGS);
await Promise.all([...files].map(([path, bytes]) => writeFile(join(folder, path), bytes)));
