import type { TrainingJobSettings } from '../training-job.entity.js';

/** What is trained, with the versions that it builds on. @param title as in "a recurrent language model" */
export function titleWithVersions(title: string, settings: TrainingJobSettings): string {
  const { initialVersion, tokenizerFrom, distillation } = settings;
  const parts = [
    title,
    ...(initialVersion ? [` from ${initialVersion.ref}`] : []),
    ...(tokenizerFrom ? [` with the tokens of ${tokenizerFrom.ref}`] : []),
    ...(distillation ? [`, taught by ${distillation.teacher.ref},`] : []),
  ];
  return parts.join('');
}

/** What training.json says of the versions that it begins from, or whose tokens it takes. */
export function originOf({ initialVersion, tokenizerFrom }: TrainingJobSettings): Readonly<Record<string, string>> {
  return {
    ...(initialVersion ? { initialVersion: initialVersion.ref } : {}),
    ...(tokenizerFrom ? { tokenizerFrom: tokenizerFrom.ref } : {}),
  };
}
