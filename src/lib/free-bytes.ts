/** Less is not worth the call: it is freed with the rest of the garbage. */
const WORTHWHILE_BYTES = 4096;

/**
 * Gives memory back at once whose bytes nobody will look at again. What a buffer holds lies outside the heap, so that its size alone drives the
 * garbage collector: a server that lets go of a large buffer a request collects garbage most of the time.
 * Does nothing to a part of a larger buffer. Whatever still refers to the bytes finds none.
 */
export function freeBytes({ buffer, byteLength }: Uint8Array): void {
  if (byteLength < WORTHWHILE_BYTES || byteLength !== buffer.byteLength) return;
  // Node 20 has no such call, and collects garbage.
  (buffer as { transfer?: (byteLength: number) => unknown }).transfer?.(0);
}
