import { Column, Entity } from 'typeorm';
import { BigIntColumn, IdColumn, RefColumn, TimeColumn } from '../columns.js';

export enum UploadState {
  /** Bytes are missing; what came so far lies in parts. */
  RECEIVING = 'RECEIVING',
  /** All bytes are one blob. */
  FINISHED = 'FINISHED',
  /** Something was made from it, and nothing else may be. */
  CONSUMED = 'CONSUMED',
}

/** A file on its way in, of one project. */
@Entity('upload')
export class Upload {
  @IdColumn()
  id!: string;

  @RefColumn()
  projectId!: string;

  /** The actor that began it. */
  @RefColumn()
  createdById!: string;

  @Column('text', { nullable: true })
  fileName!: string | null;

  /** What the client said about the file, given back to it as it was. */
  @Column('jsonb')
  metadata!: Record<string, string | null>;

  /** Null until the client tells, which it may do with the last bytes. */
  @BigIntColumn({ nullable: true })
  sizeBytes!: bigint | null;

  /** How many bytes are safe: an interrupted client goes on from here. */
  @BigIntColumn()
  offsetBytes!: bigint;

  @Column('text')
  state!: UploadState;

  /** What the client says the whole hashes to; another content is refused. */
  @Column('text', { nullable: true })
  expectedDigest!: string | null;

  /** Of the whole content, once it is there. */
  @Column('text', { nullable: true })
  digest!: string | null;

  @TimeColumn()
  createdAt!: Date;

  /** When it is forgotten, whatever its state. */
  @TimeColumn()
  expiresAt!: Date;

  @TimeColumn({ nullable: true })
  consumedAt!: Date | null;
}
