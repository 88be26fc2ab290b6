/** Fields of a thread's settings block, in bytes from its start: kernels and those who write the block read them here. */
export const WORDS = 0;
export const STRIDE = 4;
export const RATE = 8;
export const LOSS = 16;
export const PAIRS = 24;
export const SETTINGS_BYTES = 64;
