import type { Command } from 'commander';
import { table } from '../format.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';
import { describedAlgorithms } from './training-algorithms.js';

export function listAlgorithms(): Command {
  return gatewayCommand('list', 'List what "sluice train" can train.').action(onGateway(run));
}

async function run(session: Session): Promise<void> {
  const algorithms = (await describedAlgorithms(session)).map(({ name, task, description }) => ({
    name,
    task,
    description,
  }));
  session.output.answer(algorithms, () =>
    table(
      ['ALGORITHM', 'TASK', 'MAKES'],
      algorithms.map(({ name, task, description }) => [name, task, description]),
    ),
  );
}
