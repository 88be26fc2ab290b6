import { Command } from 'commander';
import { SluiceClient } from '../client/index.js';
import { UsageError } from './failure.js';
import { Output } from './output.js';
import { type Progress, silentProgress, startProgress } from './progress.js';
import { type GivenSettings, readSettings } from './settings.js';

/** What a command that speaks to a gateway works with. */
export interface Session {
  client: SluiceClient;
  output: Output;
  /** Begins a bar on a terminal, lines otherwise; nothing with --json. */
  progress: (label: string) => Progress;
}

interface CommonOptions extends GivenSettings {
  json?: boolean;
}

/** A command with the options that every command has that speaks to a gateway. */
export function gatewayCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--url <address>', 'gateway to speak to (default: SLUICE_URL, or the one of this machine)')
    .option('--token <secret>', 'API token (default: SLUICE_TOKEN, or the one that "sluice up" made)')
    .option('--json', 'answer with JSON');
}

/** The action of such a command; its arguments and options follow the session. */
export function onGateway<Given extends unknown[]>(
  run: (session: Session, ...given: Given) => Promise<void>,
): (...given: [...Given, Command]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command;
    const { json = false, ...settings } = command.opts<CommonOptions>();
    const { url, token } = readSettings(settings);
    if (!/^https?:\/\//.test(url) || !URL.canParse(url))
      throw new UsageError(`"${url}" is no address of a gateway. It looks like http://127.0.0.1:4000.`);
    const client = new SluiceClient({ url, token });
    const session: Session = {
      client,
      output: new Output(json),
      progress: (label) => (json ? silentProgress : startProgress(label)),
    };
    try {
      await run(session, ...(given.slice(0, -1) as Given));
    } finally {
      await client.close();
    }
  };
}
