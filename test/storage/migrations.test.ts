import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { ENTITIES } from '../../src/entities.js';
import { createDataSource } from '../../src/storage/database.js';
import { parseMigrationFile, readMigrationFiles } from '../../src/storage/migration-files.js';
import {
  assertSchemaCurrent,
  compareMigrations,
  migrate,
  type MigrationEntry,
  migrationStatus,
} from '../../src/storage/migrations.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const NAMES = readMigrationFiles().map(({ name }) => name);

let database: TestDatabase | undefined;
let ds: DataSource;

async function open(template: 'migrated' | 'empty'): Promise<void> {
  database = await createTestDatabase(template);
  ds = await createDataSource({ url: database.url, poolSize: 4 }, { entities: ENTITIES }).initialize();
}
afterEach(async () => {
  if (!database) return;
  await ds.destroy();
  await database.drop();
  database = undefined;
});

/** Everything that the migrations made, as Postgres describes it. */
async function schemaOf(): Promise<unknown[]> {
  return ds.query(
    `SELECT table_schema, table_name, column_name, data_type, is_nullable, column_default
     FROM information_schema.columns
     WHERE table_schema IN ('public', 'pgboss') AND table_name !~ '^schema_migration'
     UNION ALL
     SELECT schemaname, tablename, indexname, indexdef, '', '' FROM pg_indexes
     WHERE schemaname IN ('public', 'pgboss') AND tablename !~ '^schema_migration'
     ORDER BY 1, 2, 3`,
  );
}

describe('on an empty database', () => {
  beforeEach(() => open('empty'));

  test('all migrations go up, one by one down to nothing, and up again to the same schema', async () => {
    expect(await migrate(ds, 'up')).toEqual(NAMES);
    const schema = await schemaOf();
    expect(schema.length).toBeGreaterThan(50);
    const takenBack: string[] = [];
    for (let names = await migrate(ds, 'down'); names.length > 0; names = await migrate(ds, 'down')) {
      takenBack.push(...names);
    }
    expect(takenBack).toEqual(NAMES.toReversed());
    expect(await schemaOf()).toEqual([]);
    await migrate(ds, 'up');
    expect(await schemaOf()).toEqual(schema);
  });

  test('a program refuses to run before "sluice migrate up"', async () => {
    expect((await migrationStatus(ds)).state).toBe('behind');
    await expect(assertSchemaCurrent(ds)).rejects.toThrow('Run "sluice migrate up"');
  });

  test('processes that migrate at once take turns: one does it, all find it done', async () => {
    const others = await Promise.all(
      [1, 2].map(() => createDataSource({ url: database!.url, poolSize: 2 }).initialize()),
    );
    const applied = await Promise.all([ds, ...others].map((each) => migrate(each, 'up')));
    expect(applied.map((names) => names.length).toSorted((a, b) => a - b)).toEqual([0, 0, NAMES.length]);
    await Promise.all(others.map((each) => each.destroy()));
  });
});

describe('on a migrated database', () => {
  beforeEach(() => open('migrated'));

  test('everything is current, and migrating again does nothing', async () => {
    await assertSchemaCurrent(ds);
    expect(await migrate(ds, 'up')).toEqual([]);
  });

  test('a database of a newer program is refused, and not touched', async () => {
    await ds.query(`INSERT INTO schema_migration_file (name, checksum) VALUES ('9999-later', '')`);
    expect((await migrationStatus(ds)).migrations.at(-1)).toMatchObject({ name: '9999-later', state: 'unknown' });
    await expect(assertSchemaCurrent(ds)).rejects.toThrow('newer Sluice (9999-later)');
    await expect(migrate(ds, 'down')).rejects.toThrow('newer Sluice');
  });

  test('a migration that was edited after it was applied is refused by name', async () => {
    await ds.query(`UPDATE schema_migration_file SET checksum = 'other' WHERE name = '0001-events'`);
    await expect(assertSchemaCurrent(ds)).rejects.toThrow('0001-events');
    await expect(migrate(ds, 'up')).rejects.toThrow('edited');
  });

  test('trainings of word vectors from before they could be told their loss say what they did', async () => {
    const taken: string[] = [];
    while (!taken.includes('0019-word-vector-settings')) taken.push(...(await migrate(ds, 'down')));
    await ds.query('ALTER TABLE job DISABLE TRIGGER ALL');
    for (const architecture of ['SKIP_GRAM', 'CBOW'])
      await ds.query(
        `INSERT INTO job (id, project_id, kind, state, settings, attempt, lost_attempts, dispatch_id, progress, adjustments, started_by_id, created_at)
         VALUES ($1, 'p', 'TRAINING', 'QUEUED', $2, 0, 0, gen_random_uuid(), '{}', '[]', 'a', now())`,
        [architecture, { training: { algorithm: 'WORD2VEC', architecture, negatives: 5 }, trainSplit: 'train' }],
      );
    await migrate(ds, 'up');
    const rows = await ds.query<{ settings: unknown }[]>('SELECT settings FROM job ORDER BY id DESC');
    const phrases = { phrasePasses: 0, phraseThreshold: null, phraseMinCount: null };
    const told = {
      ...phrases,
      algorithm: 'WORD2VEC',
      negatives: 5,
      loss: 'NEGATIVE_SAMPLING',
      segmentation: 'CHARACTERS',
    };
    expect(rows.map(({ settings }) => settings)).toEqual([
      { training: { ...told, architecture: 'SKIP_GRAM', sharedNegatives: true }, trainSplit: 'train' },
      { training: { ...told, architecture: 'CBOW', sharedNegatives: false }, trainSplit: 'train' },
    ]);
  });

  test('TypeORM sees no column or table in which entities and migrations differ', async () => {
    const { upQueries } = await ds.driver.createSchemaBuilder().log();
    // Indexes and foreign keys are the migrations' own: entities do not repeat them. TypeORM wants an index on each
    // discriminator.
    const ours = /^(DROP INDEX|ALTER TABLE .* DROP CONSTRAINT|CREATE INDEX "job_kind_idx")/;
    expect(upQueries.map(({ query }) => query).filter((query) => !ours.test(query))).toEqual([]);
  });
});

describe('what applied migrations mean', () => {
  const files = ['0001-a', '0002-b'].map((name, index) => ({
    number: index + 1,
    name,
    up: '',
    down: '',
    checksum: name,
  }));
  const row = (name: string, checksum = name) => ({ name, checksum, applied_at: new Date() });

  test.each([
    ['current', [row('0001-a'), row('0002-b')]],
    ['behind', [row('0001-a')]],
    ['halfMigrated', [row('0002-b')]],
    ['edited', [row('0001-a', 'x')]],
    ['ahead', [row('0001-a'), row('0002-b'), row('0003-c')]],
  ] as const)('%s', (state, rows) => {
    expect(compareMigrations(files, rows).state).toBe(state);
  });

  test('one half applied says which was skipped', () => {
    const { migrations } = compareMigrations(files, [row('0002-b')]);
    expect(migrations.map(({ name, state }: MigrationEntry) => [name, state])).toEqual([
      ['0001-a', 'pending'],
      ['0002-b', 'applied'],
    ]);
  });
});

test.each([
  ['0001_x.sql', '-- up\n-- down\n'],
  ['0001-x.sql', 'SELECT 1'],
  ['0001-x.sql', '-- down\n-- up\n'],
])('a file %s that is no migration is refused', (name, sql) => {
  expect(() => parseMigrationFile(name, sql)).toThrow(name);
});
