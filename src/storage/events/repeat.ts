/**
 * Runs `work` when asked, one run at a time. Any number of requests during a run lead to one more run, which sees all that
 * happened before it starts.
 */
export class Repeat {
  private running: Promise<void> | null = null;
  private again = false;

  constructor(
    private readonly work: () => Promise<unknown>,
    private readonly onError: (error: unknown) => void,
  ) {}

  request(): void {
    this.again = true;
    this.running ??= this.run();
  }

  /** Resolves when no run is under way. */
  async settled(): Promise<void> {
    while (this.running) await this.running;
  }

  private async run(): Promise<void> {
    while (this.again) {
      this.again = false;
      await this.work().catch(this.onError);
    }
    this.running = null;
  }
}
