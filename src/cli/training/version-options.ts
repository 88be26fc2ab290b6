import type { Command } from 'commander';
import type { DistillationInput, StartTrainingInput } from '../../client/index.js';
import { UsageError } from '../failure.js';
import { number } from '../options.js';

/** Versions that a training, or all trials of a study, build on. */
export interface VersionOptions {
  from?: string;
  tokenizerFrom?: string;
  teacher?: string;
  temperature?: number;
  alpha?: number;
}

export function withVersionOptions(command: Command): Command {
  return command
    .option(
      '--from <version>',
      'version to begin from, as in poet@3: its weights, tokens and sizes; transformer-classifier, recurrent-language-model and transformer-language-model only',
    )
    .option(
      '--tokenizer-from <version>',
      'version whose tokens are taken, as in gpt@1, in place of tokens made of the rows; neural models and maximum-entropy-language-model only',
    )
    .option(
      '--teacher <version>',
      'version whose answers are learned beside the rows, as in topics@3; classifiers, maximum-entropy-regression, language models, text-gan and text-vae only',
    )
    .option('--temperature <number>', 'divides the logits of teacher and student (default: 2)', number)
    .option('--alpha <share>', "the teacher's share of the loss (default: 0.5)", number);
}

export function versionsInputOf(
  options: VersionOptions,
): Pick<StartTrainingInput, 'initialVersion' | 'tokenizerFrom' | 'distillation'> {
  const { from: initialVersion, tokenizerFrom } = options;
  return { initialVersion, tokenizerFrom, distillation: distillationOf(options) };
}

function distillationOf({ teacher, temperature, alpha }: VersionOptions): DistillationInput | undefined {
  if (teacher !== undefined) return { teacher, temperature, alpha };
  if (temperature !== undefined || alpha !== undefined)
    throw new UsageError('--temperature and --alpha say how a --teacher is learned from: give one.');
  return undefined;
}
