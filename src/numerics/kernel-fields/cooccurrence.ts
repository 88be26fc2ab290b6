/** Fields of the settings block, in bytes from its start: kernels and those who write the block read them here. */
export const WINDOW = 0;
export const WEIGHTS = 4;
export const ROW_STARTS = 8;
export const CELLS = 12;
export const EVENTS = 16;
export const SCRATCH = 20;
export const CAPACITY = 24;
export const COUNT = 28;
export const HISTOGRAM = 32;
export const SUMS = 36;
export const MET = 40;
export const OUT = 44;
export const OUT_CAPACITY = 48;
export const OUT_COUNT = 52;
export const CURSOR = 56;
export const ROWS = 60;
export const SETTINGS_BYTES = 64;
