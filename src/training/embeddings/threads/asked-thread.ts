import { Worker } from 'node:worker_threads';
import { builtProgram } from '../../../lib/package-root.js';

interface Told {
  readonly kind: string;
}

/** A worker thread that is asked for one thing at a time. When it ends early, whatever it was asked fails. */
export class AskedThread<Command extends Told, Answer extends Told> {
  private readonly worker: Worker;
  private failure: Error | null = null;
  private waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | null = null;

  /** @param program as built, from dist on; it answers each message by one */
  constructor(program: string) {
    this.worker = new Worker(builtProgram(program));
    this.worker.on('message', (answer: Answer) => {
      this.waiting?.resolve(answer);
    });
    this.worker.on('error', (error) => {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    });
    this.worker.on('exit', (code) => {
      this.fail(new Error(`A training thread ended early (exit code ${code}).`));
    });
  }

  async ask<K extends Answer['kind']>(command: Command, _kind: K): Promise<Extract<Answer, { kind: K }>> {
    if (this.failure) throw this.failure;
    const answer = await new Promise<Answer>((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.worker.postMessage(command);
    });
    return answer as Extract<Answer, { kind: K }>;
  }

  async end(): Promise<void> {
    this.failure ??= new Error('The training is over.');
    await this.worker.terminate();
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.waiting?.reject(this.failure);
  }
}
