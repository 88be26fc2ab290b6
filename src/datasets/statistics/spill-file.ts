import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Temporary bytes on disk that vanish with the process: the file has no name once it is open. */
export class SpillFile {
  sizeBytes = 0;
  private readonly descriptor: number;

  constructor(parent: string) {
    const folder = mkdtempSync(join(parent, 'spill-'));
    try {
      this.descriptor = openSync(join(folder, 'rows'), 'wx+', 0o600);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  append(bytes: Uint8Array): void {
    for (let written = 0; written < bytes.length;) {
      written += writeSync(this.descriptor, bytes, written, bytes.length - written, this.sizeBytes + written);
    }
    this.sizeBytes += bytes.length;
  }

  /** Fills `target` from `offset` on; answers how many bytes there were. */
  read(target: Uint8Array, offset: number): number {
    let filled = 0;
    while (filled < target.length) {
      const count = readSync(this.descriptor, target, filled, target.length - filled, offset + filled);
      if (count === 0) break;
      filled += count;
    }
    return filled;
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
