/** How the values of a column are written: as they are, or each as JSON. */
export type ColumnEncoding = 'text' | 'json';

/** Stands for no value where a length is expected. */
export const ABSENT = 0xffff_ffff;

export const UINT32_BYTES = 4;
