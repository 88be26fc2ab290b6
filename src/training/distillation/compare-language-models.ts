import { LogLevel } from '../../jobs/reports/job-log.entity.js';
import type { LanguageModelQuality } from '../language-models/language-model-quality.js';
import type { TokenStream } from '../language-models/token-stream.js';
import type { Window } from '../neural/language-model/language-network.js';
import { qualityOn } from '../neural/language-model/measure-language-model.js';
import type { TrainingContext } from '../training-context.js';
import type { LanguageTeacher } from './language-teacher.js';

/**
 * Measures the teacher on the texts that its student was measured on, and tells both.
 * @param window of the student, whose tokens bound those that the teacher reads at once
 * @returns what training.json says of the distillation
 */
export async function comparedWithTeacher(
  context: Pick<TrainingContext, 'signal' | 'log'>,
  teacher: LanguageTeacher,
  stream: TokenStream | null,
  window: Window,
  student: LanguageModelQuality | null,
): Promise<object> {
  const { ref, temperature, alpha, network, weights } = teacher;
  const own = windowOf(teacher, window);
  const teacherQuality = stream && (await qualityOn(network, stream, own, weights, context.signal));
  if (teacherQuality && student)
    context.log(
      LogLevel.INFO,
      `On the evaluation split the teacher ${ref} has the perplexity ${teacherQuality.perplexity}, and what it taught ${student.perplexity}.`,
    );
  return { teacher: ref, temperature, alpha, teacherQuality };
}

/** Windows as long as a teacher has learned to read, of no more tokens than those of its student, so that they take no more memory. */
function windowOf({ contextLength }: LanguageTeacher, window: Window): Window {
  if (contextLength === null) return window;
  return { batch: Math.max(1, Math.floor((window.batch * window.steps) / contextLength)), steps: contextLength };
}
