import type { Writable } from 'node:stream';
import type { Failure } from './failure.js';

/** Answers go to standard output, as text or JSON; everything else goes to standard error. */
export class Output {
  constructor(
    readonly json: boolean,
    private readonly stdout: Writable = process.stdout,
    private readonly stderr: Writable = process.stderr,
  ) {}

  /** The one answer of a command. */
  answer(value: unknown, text: () => string): void {
    this.stdout.write(`${this.json ? JSON.stringify(value, null, 2) : text()}\n`);
  }

  /** One of many answers: a JSON line, or a line of text. */
  event(value: unknown, text: () => string): void {
    this.stdout.write(`${this.json ? JSON.stringify(value) : text()}\n`);
  }

  /** A piece of a growing text: a JSON line, or the text as it is. */
  piece(value: unknown, text: string): void {
    this.stdout.write(this.json ? `${JSON.stringify(value)}\n` : text);
  }

  /** Something for a person, which is no answer. */
  remark(text: string): void {
    if (!this.json) this.stderr.write(`${text}\n`);
  }

  failure({ code, message, details }: Failure): void {
    this.stderr.write(
      this.json ? `${JSON.stringify({ error: { code, message, ...details } })}\n` : `sluice: ${message}\n`,
    );
  }
}
