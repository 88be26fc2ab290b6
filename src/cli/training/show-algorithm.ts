import { Argument, type Command } from 'commander';
import type { TrainingAlgorithm } from '../../client/index.js';
import { oneOf, optionNames } from '../options.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';
import { ALGORITHMS } from './algorithms.js';
import { type DescribedAlgorithm, describedAlgorithms } from './training-algorithms.js';
import { UsageError } from '../failure.js';

export function showAlgorithm(): Command {
  const name = new Argument('<algorithm>', 'as --algorithm takes it, as in word2vec').argParser(oneOf(ALGORITHMS));
  return gatewayCommand('show', 'Show the settings of an algorithm, as --set takes them.')
    .addArgument(name)
    .action(onGateway(run));
}

async function run(session: Session, algorithm: TrainingAlgorithm): Promise<void> {
  const [name] = optionNames([algorithm]);
  const shown = (await describedAlgorithms(session)).find((described) => described.name === name);
  if (!shown) throw new UsageError(`This gateway does not train ${name}. "sluice algorithm list" names what it does.`);
  session.output.answer(shown, () => algorithmText(shown));
}

function algorithmText({ name, description, task, settings }: DescribedAlgorithm): string {
  const blocks = settings.map((setting) => {
    const standard = setting.default === null ? '' : `, default ${setting.default}`;
    return `${setting.name}  ${setting.type}${standard}\n    ${setting.description}`;
  });
  return [`${name}: ${description} Models of the task ${task}.`, ...blocks].join('\n\n');
}
