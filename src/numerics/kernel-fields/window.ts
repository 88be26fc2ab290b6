/** Fields of a thread's settings block, in bytes from its start: kernels and those who write the block read them here. */
export const INPUTS = 0;
export const OUTPUTS = 4;
export const STRIDE = 8;
export const WINDOW = 12;
export const NEGATIVES = 16;
export const VOCABULARY = 20;
export const ALIASES = 24;
export const KEEP = 28;
export const SIGMOIDS = 32;
/** Ids of the sentence that is trained. */
export const SENTENCE = 36;
export const RATE = 40;
export const RANDOM = 48;
export const LOSS = 56;
export const PAIRS = 64;
/** One of the modes below. */
export const MODE = 72;
/** Where each word's way down the tree begins; 0 with negative sampling. An entry is a node's number twice, plus its label. */
export const PATH_STARTS = 76;
export const PATHS = 80;
/** Addresses of output rows and their labels, of input rows and their weights; steps of each pair; rows of numbers. */
export const OUTPUT_ROWS = 84;
export const LABELS = 88;
export const INPUT_ROWS = 92;
export const WEIGHTS = 96;
export const STEPS = 100;
export const ZEROS = 104;
export const HIDDEN = 108;
export const ERROR = 112;
/** Of kernels/fasttext.ts. */
export const ROW_STARTS = 116;
export const ROWS = 120;
export const RING = 124;
export const SIZES = 128;
/** Where a thread gathers the rows of a word that it moves itself; 0 where it trains alone. */
export const OWN_ROWS = 132;
/** Ranges of hot rows: of words and of parts of words among the inputs, and among the outputs. */
export const HOT_WORDS = 136;
export const HOT_PARTS = 164;
export const HOT_OUTPUTS = 192;
/** When they are exchanged, by the ids that are trained on. */
export const TURNS = 220;
export const SETTINGS_BYTES = 256;

/** Each input row predicts the word, all with the same noise words. */
export const SKIP_GRAM = 0;
/** The mean of the input rows predicts the word. */
export const CBOW = 1;
/** Each input row predicts the word, with noise words of its own. */
export const EXACT_SKIP_GRAM = 2;
