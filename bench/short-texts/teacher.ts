import type { DistillationSettings } from '../../src/training/distillation/distillation.js';
import type { LanguageTeacher } from '../../src/training/distillation/language-teacher.js';
import type { TokenLevel } from '../../src/training/language-models/token-level.js';
import { RecurrentCellKind } from '../../src/training/neural/language-model/recurrent/recurrent-network.js';
import { trainLanguageModel } from '../../src/training/neural/language-model/train-language-model.js';
import { planOf } from '../language-model/plan-of.js';
import type { TextParts } from './parts.js';
import type { Show } from './show.js';

/** A recurrent language model that teaches. */
export interface Teaching extends DistillationSettings {
  readonly hiddenSize: number;
}

/** Trains one on the texts that its student learns from; of its epochs the best one on the validation texts. */
export async function teacherOf(
  { hiddenSize, temperature, alpha }: Teaching,
  { codec, streams }: TextParts,
  level: TokenLevel,
  show: Show,
): Promise<LanguageTeacher> {
  const { vocabularySize } = codec;
  const plan = planOf(RecurrentCellKind.LSTM, {
    ...{ level, vocabularySize, softmaxSamples: null, hiddenSize, layers: 1, heads: 1, tiedEmbeddings: true },
    ...{ dropout: 0.5, epochs: 30, batchSize: 16, length: 32, learningRate: 0.003, threads: 1 },
  });
  const network = plan.network(vocabularySize);
  const { weights, best } = await trainLanguageModel(network, streams.train, codec.endId, plan, {
    validation: streams.validation,
  });
  show('teacher_validation_loss', best!.quality.loss, 'nats/token', { epoch: best!.epoch, hiddenSize });
  return { ref: 'the teacher', network, weights, contextLength: null, temperature, alpha };
}
