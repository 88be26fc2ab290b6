import type { DistillationSettings } from '../../../distillation/distillation.js';
import type { LanguageTeacher } from '../../../distillation/language-teacher.js';
import type { Window } from '../../language-model/language-network.js';
import type { ShortTexts } from '../short-texts.js';
import { TextMeter } from '../text-meter.js';

/** What a report says of the teacher of a training. */
export interface TaughtBy extends DistillationSettings {
  /** As in "poet@3". */
  readonly teacher: string;
  /** Which networks of the report learned from it. */
  readonly taught: readonly string[];
  /** On the held-out texts that they are measured on, each cut and read from its beginning as they read it. */
  readonly teacherQuality: {
    /** Mean cross-entropy of a token, in nats. */
    readonly loss: number;
    readonly perplexity: number;
    readonly tokens: number;
  };
}

/**
 * Measures a teacher beside what it taught.
 * @param taught names of networks of the report
 * @param texts that its students are measured on
 */
export async function taughtBy(
  { ref, temperature, alpha, network, weights }: LanguageTeacher,
  taught: readonly string[],
  texts: ShortTexts,
  window: Window,
  signal?: AbortSignal,
): Promise<TaughtBy> {
  await using meter = await TextMeter.open(network, texts, window, {});
  const loss = await meter.loss(weights, signal);
  const teacherQuality = { loss, perplexity: Math.exp(loss), tokens: texts.tokens };
  return { teacher: ref, temperature, alpha, taught, teacherQuality };
}
