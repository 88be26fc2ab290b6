import { uniform } from '../../../../src/numerics/random.js';
import { tensor, type Tensors } from '../../../../src/onnx/tensor.js';
import type { LanguageTeacher } from '../../../../src/training/distillation/language-teacher.js';
import {
  RecurrentCellKind,
  recurrentLanguageNetwork,
} from '../../../../src/training/neural/language-model/recurrent/recurrent-network.js';
import { transformerLanguageNetwork } from '../../../../src/training/neural/language-model/transformer/transformer-network.js';
import { ShortTexts } from '../../../../src/training/neural/short-texts/short-texts.js';
import { TOKENS } from '../language-networks.js';

export const END = 0;
/** Most tokens of a text. */
export const LENGTH = 6;

const COMMON = { vocabularySize: TOKENS, layers: 1, hiddenSize: 8, tiedEmbeddings: true, dropout: 0 };
const STUDENT = { ...COMMON, cell: RecurrentCellKind.LSTM, embeddingSize: 8 };

/** A student by its shape, and networks that teach it. */
export const NETWORKS = {
  student: STUDENT,
  recurrent: recurrentLanguageNetwork({ ...COMMON, cell: RecurrentCellKind.GRU, hiddenSize: 12, embeddingSize: 8 }),
  transformer: transformerLanguageNetwork({ ...COMMON, heads: 2, feedForwardSize: 16 }),
};

/** The student as a network. */
export const LSTM = recurrentLanguageNetwork(STUDENT);

/** Texts in which each token is followed by one of two, four times out of five by the first. */
export function chainOf(count: number, seed: number): ShortTexts {
  const texts = new ShortTexts(LENGTH, END);
  for (let text = 0; text < count; text++) {
    const tokens = [1 + (text % (TOKENS - 1))];
    while (tokens.length < LENGTH) {
      const last = tokens.at(-1)!;
      const next = uniform(seed, text, tokens.length) < 0.8 ? last * 3 + 1 : last + 2;
      tokens.push(1 + (next % (TOKENS - 1)));
    }
    texts.push(tokens);
  }
  return texts;
}

/** The same inputs with a weight of the divergence in a step. */
export function stepInputs(inputs: Tensors, klWeight: number): Tensors {
  return { ...inputs, kl_weight: tensor('FP32', [1], Float32Array.of(klWeight)) };
}

/** A teacher of a hundred million weights, none of which are there. */
export function largeTeacher(vocabularySize: number): LanguageTeacher {
  const network = recurrentLanguageNetwork({ ...STUDENT, vocabularySize, hiddenSize: 5_000 });
  return { ref: 'poet@1', network, weights: {}, contextLength: null, temperature: 2, alpha: 0.5 };
}
