import { Column, type ColumnOptions, PrimaryColumn } from 'typeorm';

/** A TypeID as primary key. Byte order ("C") keeps ids sortable by time, whatever the database's locale. */
export function IdColumn(): PropertyDecorator {
  return PrimaryColumn({ type: 'text', collation: 'C' });
}

/** A column that holds the TypeID of another row. */
export function RefColumn(options: Pick<ColumnOptions, 'nullable'> = {}): PropertyDecorator {
  return Column({ type: 'text', collation: 'C', ...options });
}

/** A count or size past 2^31, a JavaScript bigint; Postgres' driver gives it as text. */
export function BigIntColumn(options: Pick<ColumnOptions, 'nullable' | 'default'> = {}): PropertyDecorator {
  return Column({
    type: 'bigint',
    ...options,
    transformer: {
      to: (value: bigint | null | undefined) => value?.toString() ?? value,
      from: (value: string | null) => (value === null ? null : BigInt(value)),
    },
  });
}

/** An instant, to the millisecond in JavaScript. */
export function TimeColumn(options: Pick<ColumnOptions, 'nullable' | 'default'> = {}): PropertyDecorator {
  return Column({ type: 'timestamptz', ...options });
}
