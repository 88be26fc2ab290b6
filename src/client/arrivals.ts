/** What has arrived and waits to be read: written from callbacks, read by one `for await`. */
export class Arrivals<T> implements AsyncIterable<T> {
  private readonly waiting: T[] = [];
  private ended = false;
  private failure: Error | undefined;
  private wake: () => void = () => undefined;

  add(value: T): void {
    this.waiting.push(value);
    this.wake();
  }

  end(): void {
    this.ended = true;
    this.wake();
  }

  /** Ends it with an error, thrown after what came before was read. */
  fail(error: Error): void {
    this.failure = error;
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      while (this.waiting.length > 0) yield this.waiting.shift()!;
      if (this.failure) throw this.failure;
      if (this.ended) return;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
