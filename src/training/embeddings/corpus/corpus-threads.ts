import type { CorpusAnswer, CorpusCommand } from './corpus-messages.js';

/** Threads that obey a `CorpusPart` each. */
export type CorpusThreads = readonly {
  ask(command: CorpusCommand, kind: CorpusAnswer['kind']): Promise<CorpusAnswer>;
}[];

export async function askPart<K extends CorpusAnswer['kind']>(
  thread: CorpusThreads[number],
  command: CorpusCommand,
  kind: K,
): Promise<Extract<CorpusAnswer, { kind: K }>> {
  return (await thread.ask(command, kind)) as Extract<CorpusAnswer, { kind: K }>;
}
