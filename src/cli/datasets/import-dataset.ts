import type { Command } from 'commander';
import { basename } from 'node:path';
import { stat } from 'node:fs/promises';
import {
  type ColumnInput,
  type ColumnKind,
  CreateDatasetDocument,
  DatasetByNameDocument,
  type DatasetFormat,
  ImportDatasetVersionDocument,
  isSluiceError,
  type SplitInput,
  uploadFile,
} from '../../client/index.js';
import { UsageError } from '../failure.js';
import { bytes, facts } from '../format.js';
import {
  enumName,
  type KeyOption,
  keyOf,
  number,
  oneOf,
  repeated,
  wholeNumber,
  withIdempotencyKey,
} from '../options.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';
import { waitForJob } from '../jobs/wait-for-job.js';

const FORMATS = ['CSV', 'TSV', 'JSON_LINES', 'PLAIN_TEXT', 'FASTTEXT'] as const satisfies readonly DatasetFormat[];
const KINDS = ['TEXT', 'LABEL', 'KEY', 'NUMBER', 'TIME', 'OTHER'] as const satisfies readonly ColumnKind[];

interface Options extends KeyOption {
  format?: DatasetFormat;
  column?: string[];
  split?: string[];
  splitColumn?: string;
  seed?: number;
  maxBadRows?: number;
  wait: boolean;
}

export function importDataset(): Command {
  const command = gatewayCommand('import', 'Upload a file and import it as a new version of a dataset.')
    .argument('<dataset>', 'name of the dataset; made when there is none')
    .argument('<file>', 'CSV, TSV, JSON Lines, plain text or labelled lines of fastText')
    .option('--format <format>', 'csv, tsv, json-lines, plain-text or fasttext (default: detected)', oneOf(FORMATS))
    .option('--column <name=kind>', `what a column holds: ${KINDS.join(', ').toLowerCase()}; repeat it`, repeated)
    .option('--split <name=fraction>', 'a split and its share, as in train=0.8; repeat it', repeated)
    .option('--split-column <name>', 'column that names the split of each row')
    .option('--seed <number>', 'which rows come into which split', wholeNumber(0))
    .option('--max-bad-rows <count>', 'fail when more rows than this cannot be read (default: 0)', wholeNumber(0))
    .option('--no-wait', 'answer when the job is queued');
  return withIdempotencyKey(command).action(onGateway(run));
}

async function run(session: Session, dataset: string, file: string, options: Options): Promise<void> {
  const columns = options.column?.map(columnOf);
  const splits = splitsOf(options);
  await assertFile(file);
  await makeSureOf(session, dataset);
  const upload = await sendFile(session, file);
  const { format, seed, maxBadRows } = options;
  const input = {
    idempotencyKey: keyOf(options),
    dataset,
    source: { upload },
    format,
    columns,
    splits,
    seed,
    maxBadRows,
  };
  const { importDatasetVersion } = await session.client.request(ImportDatasetVersionDocument, { input });
  const { job } = importDatasetVersion;
  if (!options.wait) {
    session.output.answer(job, () => job.id);
    return;
  }
  const finished = await waitForJob(session, job.id, { label: `Importing ${dataset}` });
  session.output.answer(finished, () => {
    if (finished.__typename !== 'ImportJob' || !finished.datasetVersion) return finished.id;
    const { ref, rowCount, digest, splits } = finished.datasetVersion;
    const badRows = finished.badRowCount > 0 ? finished.badRowCount : null;
    return facts([
      ['version', ref],
      ['rows', rowCount],
      ['splits', splits.map((split) => `${split.name} ${split.rowCount}`).join(', ')],
      ['bad rows', badRows],
      ['digest', digest],
    ]);
  });
}

async function assertFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw new UsageError(`There is no file "${path}".`);
}

/** Makes the dataset when there is none; another that makes it at the same time is welcome. */
async function makeSureOf({ client, output }: Session, name: string): Promise<void> {
  const { dataset } = await client.request(DatasetByNameDocument, { name });
  if (dataset) return;
  try {
    await client.request(CreateDatasetDocument, { input: { name } });
    output.remark(`Made the dataset "${name}".`);
  } catch (error) {
    if (!isSluiceError(error) || error.code !== 'CONFLICT') throw error;
  }
}

async function sendFile({ client, progress }: Session, file: string): Promise<string> {
  const bar = progress(`Uploading ${basename(file)}`);
  const { id, sizeBytes } = await uploadFile(client, file, {
    onProgress: ({ sentBytes, totalBytes }) => {
      const detail = `${bytes(sentBytes)} of ${bytes(totalBytes)}`;
      bar.update({ fraction: totalBytes > 0 ? sentBytes / totalBytes : 1, detail });
    },
  });
  bar.finish(`Uploaded ${basename(file)}: ${bytes(sizeBytes)}`);
  return id;
}

function columnOf(text: string): ColumnInput {
  const [name = '', kind = ''] = text.split('=');
  const known = KINDS.find((value) => value === enumName(kind));
  if (!name || !known) throw new UsageError(`--column takes name=kind, as in body=text; got "${text}".`);
  return { name, kind: known };
}

function splitsOf({ split, splitColumn }: Options): SplitInput | undefined {
  if (split && splitColumn) throw new UsageError('Give --split or --split-column, not both.');
  if (splitColumn) return { column: splitColumn };
  if (!split) return undefined;
  return {
    fractions: split.map((text) => {
      const [name = '', share = ''] = text.split('=');
      if (!name || !share) throw new UsageError(`--split takes name=fraction, as in train=0.8; got "${text}".`);
      return { name, fraction: number(share) };
    }),
  };
}
