import type { Writable } from 'node:stream';

const BAR_WIDTH = 24;
const REDRAW_MS = 100;
/** Without a terminal, a line comes at each tenth, and otherwise this often at most. */
const PLAIN_LINE_MS = 5_000;
const PLAIN_STEPS = 10;
const DEFAULT_COLUMNS = 80;

export interface ProgressState {
  /** 0 to 1; null while the total is unknown. */
  fraction: number | null;
  detail?: string;
}

/** How far a piece of work is. */
export interface Progress {
  update(state: ProgressState): void;
  /** Ends it with a line that stays. */
  finish(text: string): void;
  /** Takes it away without one, until the next update. */
  clear(): void;
}

type Terminal = Writable & { isTTY?: boolean; columns?: number };

/** A bar that redraws itself on a terminal, plain lines otherwise. */
export function startProgress(
  label: string,
  stream: Terminal = process.stderr,
  now: () => number = Date.now,
): Progress {
  return stream.isTTY ? new Bar(label, stream, now) : new PlainLines(label, stream, now);
}

/** Says nothing: the answer is for a program. */
export const silentProgress: Progress = {
  update: () => undefined,
  finish: () => undefined,
  clear: () => undefined,
};

export function renderBar(label: string, { fraction, detail = '' }: ProgressState, columns: number): string {
  const filled = Math.round((fraction ?? 0) * BAR_WIDTH);
  const bar = fraction === null ? '·'.repeat(BAR_WIDTH) : `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
  const share = fraction === null ? '' : ` ${String(Math.floor(fraction * 100)).padStart(3)}%`;
  return `${label} ${bar}${share} ${detail}`.trimEnd().slice(0, columns - 1);
}

class Bar implements Progress {
  private drawnAt = -Infinity;

  constructor(
    private readonly label: string,
    private readonly stream: Terminal,
    private readonly now: () => number,
  ) {}

  update(state: ProgressState): void {
    if (this.now() - this.drawnAt < REDRAW_MS && state.fraction !== 1) return;
    this.drawnAt = this.now();
    this.stream.write(`\r\x1b[2K${renderBar(this.label, state, this.stream.columns ?? DEFAULT_COLUMNS)}`);
  }

  finish(text: string): void {
    this.stream.write(`\r\x1b[2K${text}\n`);
  }

  clear(): void {
    this.drawnAt = -Infinity;
    this.stream.write('\r\x1b[2K');
  }
}

class PlainLines implements Progress {
  private writtenAt = -Infinity;
  private step = -1;

  constructor(
    private readonly label: string,
    private readonly stream: Terminal,
    private readonly now: () => number,
  ) {}

  update({ fraction, detail = '' }: ProgressState): void {
    const step = fraction === null ? this.step : Math.floor(fraction * PLAIN_STEPS);
    const now = this.now();
    if (step <= this.step && now - this.writtenAt < PLAIN_LINE_MS) return;
    this.step = step;
    this.writtenAt = now;
    const share = fraction === null ? '' : ` ${Math.floor(fraction * 100)}%`;
    this.stream.write(`${`${this.label}${share} ${detail}`.trimEnd()}\n`);
  }

  finish(text: string): void {
    this.stream.write(`${text}\n`);
  }

  clear(): void {
    // Lines that were written stay.
  }
}
