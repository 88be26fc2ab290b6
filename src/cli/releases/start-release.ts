import type { Command } from 'commander';
import {
  CreateEnvironmentDocument,
  EnvironmentByNameDocument,
  type InferenceDevice,
  isSluiceError,
  StartReleaseDocument,
} from '../../client/index.js';
import { refusalError, UsageError } from '../failure.js';
import { type KeyOption, keyOf, oneOf, wholeNumber, withIdempotencyKey } from '../options.js';
import { releaseText } from './release-text.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';
import { waitForRelease } from './wait-for-release.js';

const DEVICES = ['CUDA', 'WEBGPU', 'CPU'] as const satisfies readonly InferenceDevice[];

interface Options extends KeyOption {
  environment: string;
  drain?: string;
  maxBatchRows?: number;
  maxBatchWait?: string;
  devices?: InferenceDevice[];
  expectedVersion?: string;
  reason?: string;
  server?: string;
  serverModel?: string;
  serverModelVersion?: string;
  wait: boolean;
}

export function startRelease(): Command {
  const command = gatewayCommand('start', 'Release a model version into an environment, all at once.')
    .argument('<model-version>', 'version that shall serve, as in spam-filter@2')
    .requiredOption('-e, --environment <name>', 'where; made when there is none')
    .option('--drain <duration>', 'how long the previous version stays loaded, as in PT10S')
    .option(
      '--max-batch-rows <rows>',
      'most rows that a worker runs together (default: what it measures)',
      wholeNumber(1),
    )
    .option('--max-batch-wait <duration>', 'how long an idle worker waits for more rows, as in PT0.005S')
    .option('--devices <list>', 'in order of preference: cuda, webgpu, cpu', devices)
    .option('--expected-version <version>', 'refuse when another version serves now')
    .option('--server <name>', 'inference server of others that shall answer, as the gateway knows it')
    .option('--server-model <name>', 'name of the model there')
    .option('--server-model-version <version>', 'version of the model there; the server chooses otherwise')
    .option('--reason <text>', 'why, for those who read the history')
    .option('--no-wait', 'answer when the release has begun');
  return withIdempotencyKey(command).action(onGateway(run));
}

async function run(session: Session, modelVersion: string, options: Options): Promise<void> {
  const { environment, drain, expectedVersion, reason } = options;
  const server = serverOf(options);
  const serving = servingOf(options);
  await makeSureOf(session, environment);
  const strategy = { allAtOnce: { drain } };
  const asked = { environment, modelVersion, strategy, server, serving, expectedVersion, reason };
  const input = { idempotencyKey: keyOf(options), ...asked };
  const { startRelease } = await session.client.request(StartReleaseDocument, { input });
  if (startRelease.__typename !== 'ReleasePayload') throw refusalError(startRelease);
  const { release } = startRelease;
  const settled = options.wait ? await waitForRelease(session, release, `Releasing ${modelVersion}`) : release;
  session.output.answer(settled, () => releaseText(settled));
}

function serverOf({ server: name, serverModel: model, serverModelVersion: modelVersion }: Options) {
  if (name !== undefined && model !== undefined) return { name, model, modelVersion };
  if (name === undefined && model === undefined && modelVersion === undefined) return undefined;
  throw new UsageError('A server is given with --server and --server-model together.');
}

function servingOf({ maxBatchRows, maxBatchWait, devices }: Options) {
  const isAsked = maxBatchRows !== undefined || maxBatchWait !== undefined || devices !== undefined;
  return isAsked ? { maxBatchRows, maxBatchWait, devices } : undefined;
}

function devices(list: string): InferenceDevice[] {
  return list.split(',').map(oneOf(DEVICES));
}

async function makeSureOf({ client, output }: Session, name: string): Promise<void> {
  const { environment } = await client.request(EnvironmentByNameDocument, { name });
  if (environment) return;
  try {
    await client.request(CreateEnvironmentDocument, { input: { idempotencyKey: keyOf({}), name } });
    output.remark(`Made the environment "${name}".`);
  } catch (error) {
    if (!isSluiceError(error) || error.code !== 'CONFLICT') throw error;
  }
}
