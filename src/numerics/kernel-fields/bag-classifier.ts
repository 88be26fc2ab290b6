/** Fields of a thread's settings block, in bytes from its start: kernels and those who write the block read them here. */
export const OUTPUTS = 0;
export const STRIDE = 4;
/** One of those below. */
export const OBJECTIVE = 8;
export const LABELS = 12;
export const ZEROS = 16;
export const SCRATCH = 20;
/** Addresses of all output rows, as this thread moves them. */
export const ALL_ROWS = 24;
/** Where the path of each label in the tree begins, and the paths' entries. */
export const PATH_STARTS = 28;
export const PATHS = 32;
export const NEGATIVES = 36;
export const ALIASES = 40;
export const RATE = 44;
export const RANDOM = 48;
export const LOSS = 56;
export const EXAMPLES = 64;
/** Ranges of hot rows among the inputs and among the outputs; when they are exchanged, by the examples that are trained on. */
export const HOT_INPUTS = 72;
export const HOT_OUTPUTS = 100;
export const TURNS = 128;
/** Share of a teacher in the loss, 0 where there is none, and what divides the scores that are compared with its answers. */
export const ALPHA = 144;
export const TEMPERATURE = 148;
export const SETTINGS_BYTES = 152;

export const SOFTMAX = 0;
export const HIERARCHICAL_SOFTMAX = 1;
export const NEGATIVE_SAMPLING = 2;
export const ONE_VS_ALL = 3;

/**
 * Fields of an example: its share (1 / tokens), its numbers of labels, of rows and of hot rows; then the labels, then the rows, hot ones first.
 * Before it lies what a teacher says of it, a probability for each label, where there is one.
 */
export const SHARE = 0;
export const LABEL_COUNT = 4;
export const ROW_COUNT = 8;
export const HOT_COUNT = 12;
export const EXAMPLE_HEADER = 16;
/** A row of an example: its address, and its weight. An entry of a path: the row of a node, and which side is wanted. */
export const ENTRY_BYTES = 8;
