/** Name of the numbers that a regression gives: FP32 [N, 1]. */
export const VALUE = 'value';

/** Name of the standard deviations of their errors, in the same unit: FP32 [N, 1]. */
export const STANDARD_DEVIATION = 'standard_deviation';
