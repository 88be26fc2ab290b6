/** How the next token is chosen from the model's logits. */
export interface SamplingSettings {
  /** Divides the logits; 0 always takes the likeliest token. */
  readonly temperature: number;
  /** Only so many of the likeliest tokens may be chosen; 0 for all. */
  readonly topK: number;
  /** Only the likeliest tokens that together have this probability may be chosen; 1 for all. */
  readonly topP: number;
  /** Above 1 makes tokens of the prompt and of the answer less likely; 1 leaves them. */
  readonly repetitionPenalty: number;
}

/** A token, and how likely the model itself found it. */
export interface ChosenToken {
  readonly token: number;
  /** Natural logarithm of the model's own probability: before penalty, temperature and truncation. */
  readonly logProbability: number;
}
