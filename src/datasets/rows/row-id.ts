import { TypeID } from 'typeid-js';
import { isId } from '../../lib/ids.js';

export const ROW_PREFIX = 'datasetrow';

/** What the id of a row names. */
export interface RowAddress {
  /** Serial of the version. */
  serial: bigint;
  number: number;
}

/** Rows have no row in the database: their id is made of the version's serial and their number, 64 bits each. */
export function rowId({ serial, number }: RowAddress): string {
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64BE(serial, 0);
  bytes.writeBigUInt64BE(BigInt(number), 8);
  return TypeID.fromUUIDBytes(ROW_PREFIX, bytes).toString();
}

/** Null when it is no id of a row. */
export function rowAddress(id: string): RowAddress | null {
  if (!isId(id, ROW_PREFIX)) return null;
  const bytes = Buffer.from(TypeID.fromString(id).toUUIDBytes());
  const serial = bytes.readBigUInt64BE(0);
  const number = bytes.readBigUInt64BE(8);
  if (serial > BigInt(Number.MAX_SAFE_INTEGER) || number > BigInt(Number.MAX_SAFE_INTEGER)) return null;
  return { serial, number: Number(number) };
}
