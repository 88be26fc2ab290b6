import { In } from 'typeorm';
import type { RequestContext } from '../../access/context.js';
import { chunksOfVersion } from '../chunks/chunks-of-version.js';
import { DatasetVersion } from '../versions/dataset-version.entity.js';
import type { DatasetRow } from './dataset-row.js';
import { rowAddress } from './row-id.js';
import { RowScan } from './row-scan.js';

/** The row with this id; null when this project has none, or its rows were erased. */
export async function findRow(context: RequestContext, id: string): Promise<DatasetRow | null> {
  const address = rowAddress(id);
  if (!address) return null;
  const version = await context.load(versionsBySerial, address.serial.toString());
  if (!version) return null;
  const chunks = await context.load(chunksOfVersion, version.id);
  const { number } = address;
  const scan = new RowScan(version, chunks, context.blobs, {}, Infinity);
  for await (const row of scan.rows({ after: number - 1, before: number + 1, backward: false })) return row;
  return null;
}

async function versionsBySerial(
  { db, projectId }: RequestContext,
  serials: readonly string[],
): Promise<(DatasetVersion | null)[]> {
  const versions = await db.getRepository(DatasetVersion).findBy({ projectId, serial: In([...serials]) });
  const bySerial = new Map(versions.map((version) => [version.serial, version]));
  return serials.map((serial) => bySerial.get(serial) ?? null);
}
