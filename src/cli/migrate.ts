import { Argument, Command } from 'commander';
import type { MigrationStatus } from '../storage/migrations.js';
import { table } from './format.js';
import { Output } from './output.js';

type Direction = 'up' | 'down' | 'status';

export function migrateCommand(): Command {
  return new Command('migrate')
    .description(
      'Bring the database of this machine, or of DATABASE_URL, up to date; take the last change back; or show where it stands.',
    )
    .addArgument(new Argument('<direction>').choices(['up', 'down', 'status']))
    .option('--json', 'answer with JSON')
    .action(run);
}

async function run(direction: Direction, { json = false }: { json?: boolean }): Promise<void> {
  const output = new Output(json);
  const { withDatabase } = await import('../migrate.js');
  const { migrate, migrationStatus } = await import('../storage/migrations.js');
  await withDatabase(async (db) => {
    if (direction === 'status') {
      const status = await migrationStatus(db);
      output.answer(status, () => statusText(status));
      return;
    }
    const names = await migrate(db, direction);
    const verb = direction === 'up' ? 'Applied' : 'Took back';
    output.answer({ direction, migrations: names }, () =>
      names.length > 0 ? `${verb} ${names.join(', ')}.` : 'Nothing to do.',
    );
  });
}

function statusText({ state, migrations }: MigrationStatus): string {
  const rows = migrations.map((entry) => [entry.name, entry.state, entry.appliedAt?.toISOString().slice(0, 19) ?? '-']);
  return `${table(['MIGRATION', 'STATE', 'APPLIED'], rows)}\n\nThe database is ${STATES[state]}.`;
}

const STATES: Readonly<Record<MigrationStatus['state'], string>> = {
  current: 'up to date',
  behind: 'behind: run "sluice migrate up"',
  ahead: 'ahead: a newer Sluice migrated it',
  halfMigrated: 'half migrated: run "sluice migrate up"',
  edited: 'of another release: migrations were edited after they had been applied',
};
