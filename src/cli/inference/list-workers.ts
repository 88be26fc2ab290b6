import type { Command } from 'commander';
import { type WorkerKind, WorkersDocument, type WorkerSummaryFragment } from '../../client/index.js';
import { bytes, table, timeOfDay } from '../format.js';
import { oneOf, wholeNumber } from '../options.js';
import { firstNodes } from '../pages.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';

const KINDS = ['GATEWAY', 'JOBS', 'INFERENCE'] as const satisfies readonly WorkerKind[];
/** As many workers as one operation may ask of, with all that each tells. */
const PAGE_SIZE = 25;

interface Options {
  first: number;
  kind?: WorkerKind;
}

export function listWorkers(): Command {
  return gatewayCommand('workers', 'List processes that run, and what inference workers hold: lanes, models, memory.')
    .option('--first <count>', 'at most this many', wholeNumber(1), 100)
    .option('--kind <kind>', KINDS.join(', ').toLowerCase(), oneOf(KINDS))
    .action(onGateway(run));
}

async function run({ client, output }: Session, { first, kind }: Options): Promise<void> {
  const read = async (page: { first: number; after?: string | null }) =>
    (await client.request(WorkersDocument, { ...page, kind })).workers;
  const workers = await firstNodes(first, read, PAGE_SIZE);
  output.answer(workers, () => {
    const parts = [workerTable(workers), laneTable(workers), modelTable(workers)];
    return parts.filter((part) => part !== null).join('\n\n');
  });
}

function workerTable(workers: readonly WorkerSummaryFragment[]): string {
  return table(
    ['WORKER', 'KIND', 'HOST', 'STATE', 'LANES', 'QUEUE', 'MEMORY', 'RESERVED', 'BUDGET', 'SEEN'],
    workers.map((worker) => [
      worker.id,
      worker.kind.toLowerCase(),
      worker.host,
      worker.ready ? 'ready' : 'not ready',
      String(worker.laneCount),
      String(worker.queueLength),
      bytes(worker.memoryBytes),
      optionalBytes(worker.memoryReservedBytes),
      optionalBytes(worker.memoryBudgetBytes),
      timeOfDay(worker.lastSeenAt),
    ]),
  );
}

function laneTable(workers: readonly WorkerSummaryFragment[]): string | null {
  const rows = workers.flatMap(({ id, lanes }) =>
    lanes.map((lane) => [
      `${id}/${lane.index}`,
      lane.processId === null ? 'restarting' : String(lane.processId),
      bytes(lane.memoryBytes),
      String(lane.restartCount),
      String(lane.recycleCount),
      lane.loadedVersions.map(({ ref }) => ref).join(', ') || '-',
    ]),
  );
  return rows.length > 0 ? table(['LANE', 'PROCESS', 'MEMORY', 'DIED', 'RECYCLED', 'MODELS'], rows) : null;
}

function modelTable(workers: readonly WorkerSummaryFragment[]): string | null {
  const rows = workers.flatMap(({ id, models }) =>
    models.map((model) => [
      model.modelVersion.ref,
      id,
      model.state.toLowerCase(),
      model.device?.effective ?? '-',
      model.maxBatchRows === null ? '-' : String(model.maxBatchRows),
      String(model.queueLength),
      bytes(model.predictedMemoryBytes),
      optionalBytes(model.measuredMemoryBytes),
      notesOf(model) || '-',
    ]),
  );
  const headings = ['MODEL', 'WORKER', 'STATE', 'DEVICE', 'BATCH', 'QUEUE', 'PREDICTED', 'MEASURED', 'WHY'];
  return rows.length > 0 ? table(headings, rows) : null;
}

function notesOf({ reason, unbatchedReason, uncachedReason, device }: WorkerSummaryFragment['models'][number]): string {
  return [reason, unbatchedReason && `one by one: ${unbatchedReason}`, uncachedReason, device?.reason]
    .filter((note) => note)
    .join('; ');
}

function optionalBytes(count: number | null): string {
  return count === null ? '-' : bytes(count);
}
