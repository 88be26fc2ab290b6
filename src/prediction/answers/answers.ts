import { fromWire } from '../../inference/protocol/tensors/wire-tensor.js';
import { InvalidInputError } from '../../lib/errors.js';
import { ModelTask } from '../../models/model.entity.js';
import type { Prediction } from '../prediction.js';
import { type PredictServices, type Run, type Target, content, newPrediction, observe } from '../run.js';
import { generationAnswer } from '../generation/generation-answer.js';
import type { AnswerKind, AskedText, RecordedKind } from './answer-kind.js';
import { classificationAnswer } from './classification-answer.js';
import { multiLabelAnswer } from './multi-label-answer.js';
import { regressionAnswer } from './regression-answer.js';
import { textEmbeddingAnswer } from './text-embedding-answer.js';
import { tokenClassificationAnswer } from './token-classification-answer.js';

type AnyKind = AnswerKind<Prediction, object>;

const KINDS: Partial<Record<ModelTask, AnyKind>> = {
  [ModelTask.CLASSIFICATION]: classificationAnswer,
  [ModelTask.MULTI_LABEL]: multiLabelAnswer,
  [ModelTask.REGRESSION]: regressionAnswer,
  [ModelTask.TOKEN_CLASSIFICATION]: tokenClassificationAnswer,
  [ModelTask.EMBEDDING]: textEmbeddingAnswer,
};

type AnyRecorded = RecordedKind<Prediction, object>;

const RECORDED: Partial<Record<ModelTask, AnyRecorded>> = { ...KINDS, [ModelTask.LANGUAGE_MODEL]: generationAnswer };

/** How answers of a task are kept; undefined for tensors. */
export function recordedKind(task: ModelTask): AnyRecorded | undefined {
  return RECORDED[task];
}

/** How a task answers texts that it judges; undefined for the other tasks. */
export function answerKind(task: ModelTask): AnyKind | undefined {
  return KINDS[task];
}

/** The task and the kind of a prediction; undefined for one over tensors. */
export function kindOf(prediction: Prediction): { task: ModelTask; kind: AnyRecorded } | undefined {
  for (const task of Object.values(ModelTask)) {
    const kind = RECORDED[task];
    if (kind && prediction instanceof kind.type) return { task, kind };
  }
  return undefined;
}

/**
 * The answer to each text of a run; counted in health, and kept.
 * @throws {InvalidInputError} when the worker answered another shape than the signature says
 */
export function answersOf(
  services: PredictServices,
  target: Target,
  run: Run,
  asked: readonly AskedText[],
): Prediction[] {
  const { task, signature } = target.version;
  const kind = answerKind(task);
  if (!kind) throw new InvalidInputError(`A model of the task ${task} gives no answers to texts.`, ['input', 'target']);
  const outputs = Object.fromEntries(run.outputs.map((wire) => [wire.name, fromWire(wire)]));
  return kind.read(outputs, signature, asked).map((part, row) => {
    const input = content(asked[row]!, null);
    const answer = Object.assign(new kind.type(), newPrediction(target, run.latencyMs), { input }, part);
    observe(services, target, run, kind.labelsOf(answer));
    services.keep(answer);
    return answer;
  });
}
