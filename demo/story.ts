import type { SluiceClient } from '#sluice/client/index.js';
import type { Narrator } from './narrator.ts';

/** What the steps of the demo share. */
export interface Story {
  client: SluiceClient;
  narrator: Narrator;
  /** Ends every name, so that one gateway can run the demo often. */
  suffix: string;
  /** A key of its own for each change: repeating the change with it changes nothing more. */
  key: (change: string) => string;
}

/** What must be there for the story to go on. */
export function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`The gateway answered without ${what}.`);
  return value;
}
