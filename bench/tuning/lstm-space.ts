import { TokenLevel } from '../../src/training/language-models/token-level.js';
import { recurrentLanguageModelPlan } from '../../src/training/neural/language-model/recurrent/recurrent-language-model-run.js';
import { RECURRENT_LANGUAGE_MODEL_DEFAULTS } from '../../src/training/neural/language-model/recurrent/recurrent-language-model-schema.js';
import { RecurrentCellKind } from '../../src/training/neural/language-model/recurrent/recurrent-network.js';
import { TokenStream } from '../../src/training/language-models/token-stream.js';
import type { TokenCodec } from '../../src/training/language-models/token-codec.js';
import { tokensOfTexts } from '../../src/training/language-models/tokens-of-texts.js';
import { trainLanguageModel } from '../../src/training/neural/language-model/train-language-model.js';
import { LearningRateSchedule, NeuralOptimizer } from '../../src/training/neural/optimization.js';
import type { Dimension } from '../../src/training/tuning/search/space.js';
import { Paused, type TunedSpace } from './tuned-space.js';

const EPOCHS = 9;
const HIDDEN = 16;
const SPACE: Dimension[] = [
  { setting: 'learningRate', kind: 'range', from: 1e-4, to: 0.3, logarithmic: true, step: null },
  { setting: 'dropout', kind: 'range', from: 0, to: 0.5, logarithmic: false, step: null },
  { setting: 'clipNorm', kind: 'range', from: 0.1, to: 10, logarithmic: true, step: null },
  { setting: 'schedule', kind: 'choice', choices: Object.values(LearningRateSchedule) },
  { setting: 'optimizer', kind: 'choice', choices: Object.values(NeuralOptimizer) },
];

/** A small LSTM over characters: loss on validation texts over settings of the optimizer. A loss that is no number any more is endless. */
export async function lstmSpace(train: string, validation: string): Promise<TunedSpace> {
  const codec = await tokensOfTexts(only(train), TokenLevel.CHARACTER, 1_000);
  const [learnt, measured] = [streamOf(train, codec), streamOf(validation, codec)];
  return {
    name: 'lstm',
    space: SPACE,
    asha: { minEpochs: 1, maxEpochs: EPOCHS, reductionFactor: 3 },
    begin: () => async (parameters, state, pauseAfter) => {
      const settings = {
        ...RECURRENT_LANGUAGE_MODEL_DEFAULTS,
        ...{ cell: RecurrentCellKind.LSTM, level: TokenLevel.CHARACTER, hiddenSize: HIDDEN, embeddingSize: HIDDEN },
        ...{ epochs: EPOCHS, batchSize: 8, sequenceLength: 32, seed: 1 },
        ...parameters,
      };
      const plan = recurrentLanguageModelPlan(settings);
      let [loss, epochs] = [Infinity, 0];
      try {
        await trainLanguageModel(plan.network(codec.vocabularySize), learnt, codec.endId, plan, {
          validation: measured,
          state,
          onEpoch: ({ epoch, best }) => {
            loss = best?.quality.loss ?? Infinity;
            epochs = epoch;
          },
          onState: (kept) => {
            if (pauseAfter !== null && epochs >= pauseAfter) throw new Paused(kept);
            return Promise.resolve();
          },
        });
      } catch (error) {
        if (error instanceof Paused) return { loss, epochs, state: error.state };
        if (!(error instanceof Error && error.name === 'DivergedError')) throw error;
        return { loss: Infinity, epochs: epochs + 1, state: null };
      }
      return { loss, epochs, state: null };
    },
  };
}

function streamOf(text: string, codec: TokenCodec): TokenStream {
  const stream = new TokenStream(codec.endId);
  stream.push(text, codec.encode(text));
  return stream;
}

async function* only(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}
