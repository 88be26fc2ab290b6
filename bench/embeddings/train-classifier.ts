import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BAG_CLASSIFIER_DEFAULTS,
  type BagClassifierSettings,
} from '../../src/training/bags/bag-classifier-settings.js';
import { bagFiles } from '../../src/training/bags/bag-files.js';
import { trainBagClassifier } from '../../src/training/bags/train-bag-classifier.js';
import { parseMultiLabel } from '../maxent/data.js';

/**
 * From a file of labelled texts to the files of a version: the whole of what is compared. `train-classifier.js FILE FOLDER SETTINGS-AS-JSON`;
 * FOLDER.phases gets the seconds that each phase took.
 */
const [input = '', folder = '', settings = '{}'] = process.argv.slice(2);
const startedAt = performance.now();
let trainingSince: number | null = null;
const asked: BagClassifierSettings = {
  ...BAG_CLASSIFIER_DEFAULTS,
  ...(JSON.parse(settings) as Partial<BagClassifierSettings>),
};
const source = async function* () {
  yield parseMultiLabel(await readFile(input, 'utf8'));
};
const trained = await trainBagClassifier(source(), asked, { onStart: () => (trainingSince = performance.now()) });
const savingSince = performance.now();
await mkdir(folder);
for (const [path, bytes] of bagFiles(trained, asked)) await writeFile(join(folder, path), bytes);
const phases = {
  reading: (trainingSince! - startedAt) / 1000,
  training: (savingSince - trainingSince!) / 1000,
  saving: (performance.now() - savingSince) / 1000,
};
await writeFile(`${folder}.phases`, JSON.stringify(phases));
