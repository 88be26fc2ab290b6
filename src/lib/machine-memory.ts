import { totalmem } from 'node:os';

/** Memory of this machine or container, in bytes. */
export function machineMemoryBytes(): number {
  // A container without a limit names none, or one beyond all memory.
  return Math.min(totalmem(), process.constrainedMemory() || Infinity);
}
