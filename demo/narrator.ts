import type { GraphQLRequest } from '#sluice/client/index.js';
import { duration } from '#sluice/cli/format.js';
import { startProgress } from '#sluice/cli/progress.js';

/** Longest text of a variable that is printed whole. */
const LONGEST_TEXT = 60;
const MOST_ITEMS = 2;

/** Tells what the demo does: its steps, the document behind each, what came of it, and whether that is as it should be. */
export class Narrator {
  private steps = 0;
  private stepStartedAt = performance.now();
  private readonly shown = new Set<string>();
  readonly failures: string[] = [];

  step(title: string): void {
    this.endStep();
    this.steps += 1;
    print(`\n━━ ${this.steps}. ${title}`);
  }

  /** Tells how long the step took that is being told. */
  endStep(): void {
    if (this.steps > 0) print(`   (${duration(performance.now() - this.stepStartedAt)})`);
    this.stepStartedAt = performance.now();
  }

  say(text: string): void {
    print(`   ${text.replaceAll('\n', '\n   ')}`);
  }

  /** Shows an operation in full the first time, and by name from then on. */
  readonly operation = ({ query, operationName = '', variables }: GraphQLRequest): void => {
    if (this.shown.has(operationName)) return;
    this.shown.add(operationName);
    print(indent(query, '   │ '));
    if (Object.keys(variables).length > 0) print(indent(JSON.stringify(variables, shorten), '   │ # '));
  };

  progress(label: string): ReturnType<typeof startProgress> {
    return startProgress(`   ${label}`, process.stdout);
  }

  /** Says what was seen, and remembers it when it is not as it should be. */
  check(claim: string, holds: boolean): void {
    print(`   ${holds ? '✓' : '✗'} ${claim}`);
    if (!holds) this.failures.push(claim);
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function indent(text: string, margin: string): string {
  return text
    .split('\n')
    .map((line) => `${margin}${line}`)
    .join('\n');
}

function shorten(_key: string, value: unknown): unknown {
  if (typeof value === 'string' && value.length > LONGEST_TEXT) return `${value.slice(0, LONGEST_TEXT)}…`;
  if (Array.isArray(value) && value.length > MOST_ITEMS)
    return [...(value as unknown[]).slice(0, MOST_ITEMS), `… ${value.length - MOST_ITEMS} more`];
  return value;
}
