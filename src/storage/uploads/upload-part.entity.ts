import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BigIntColumn } from '../columns.js';

/** Bytes of an unfinished upload, as a blob that every gateway can read. */
@Entity('upload_part')
export class UploadPart {
  @PrimaryColumn('text', { collation: 'C' })
  uploadId!: string;

  /** Where in the upload it begins. */
  @PrimaryColumn('bigint', { transformer: { to: String, from: BigInt } })
  offsetBytes!: bigint;

  @BigIntColumn()
  sizeBytes!: bigint;

  @Column('text')
  digest!: string;
}
