/** Bytes of a page of WebAssembly memory. A plan leaves the first to the kernel. */
export const PAGE_BYTES = 65_536;
/** Pages of the largest memory that WebAssembly has. */
export const MAX_PAGES = 65_536;
/** Kernels work on numbers by so many bytes at once. */
const VECTOR_BYTES = 16;
/** Of a cache line: what one thread writes shares none with what another one does. */
const LINE_BYTES = 64;

/** Where a kernel's tables lie in its memory, one behind the other, each at the beginning of a cache line. */
export class MemoryPlan {
  private end = PAGE_BYTES;

  /** @returns the first byte of so many that were free */
  take(bytes: number): number {
    const start = this.end;
    this.end += Math.ceil(bytes / LINE_BYTES) * LINE_BYTES;
    return start;
  }

  /** All that was taken, with the kernel's page. */
  get bytes(): number {
    return this.end;
  }

  get pages(): number {
    return pagesOf(this.end);
  }
}

/** Pages that hold so many bytes. */
export function pagesOf(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES);
}

/** Bytes from one vector of Float32 numbers to the next. */
export function vectorStride(dimensions: number): number {
  return Math.ceil((dimensions * 4) / VECTOR_BYTES) * VECTOR_BYTES;
}
