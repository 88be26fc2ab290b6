import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { PACKAGE_ROOT } from '../lib/package-root.js';

const MIGRATIONS_FOLDER = join(PACKAGE_ROOT, 'migrations');
const FILE_NAME = /^(\d{4})-([a-z0-9-]+)\.sql$/;

/** One file of migrations/: two sections of SQL, under the lines `-- up` and `-- down`. */
export interface MigrationFile {
  number: number;
  /** "0001-events" */
  name: string;
  up: string;
  down: string;
  /** SHA-256 of the file, to notice that an applied migration was edited. */
  checksum: string;
}

/** All migrations, by number. */
export function readMigrationFiles(folder = MIGRATIONS_FOLDER): MigrationFile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => parseMigrationFile(file, readFileSync(join(folder, file), 'utf8')));
}

export function parseMigrationFile(file: string, sql: string): MigrationFile {
  const [, number] = FILE_NAME.exec(file) ?? [];
  const [, up, down] = /^-- up\n([^]*)^-- down\n([^]*)$/m.exec(sql) ?? [];
  if (number === undefined) throw new Error(`migrations/${file} is not named like 0001-events.sql.`);
  if (up === undefined || down === undefined)
    throw new Error(`migrations/${file} needs a section "-- up" and after it a section "-- down".`);
  return {
    number: Number(number),
    name: file.slice(0, -'.sql'.length),
    up,
    down,
    checksum: createHash('sha256').update(sql).digest('hex'),
  };
}

/** The name under which TypeORM records a migration: it wants 13 digits at the end, which it sorts by. */
function recordedName(file: Pick<MigrationFile, 'name' | 'number'>): string {
  return `${file.name.slice('0000-'.length)}${String(file.number).padStart(13, '0')}`;
}

/** TypeORM migrations of all files, one class each. Each remembers its checksum in the transaction that applies it. */
export function migrationClasses(folder = MIGRATIONS_FOLDER): (new () => MigrationInterface)[] {
  return readMigrationFiles(folder).map(
    (file) =>
      class implements MigrationInterface {
        readonly name = recordedName(file);

        async up(runner: QueryRunner): Promise<void> {
          await runner.query(file.up);
          await runner.query('INSERT INTO schema_migration_file (name, checksum) VALUES ($1, $2)', [
            file.name,
            file.checksum,
          ]);
        }

        async down(runner: QueryRunner): Promise<void> {
          await runner.query(file.down);
          await runner.query('DELETE FROM schema_migration_file WHERE name = $1', [file.name]);
        }
      },
  );
}
