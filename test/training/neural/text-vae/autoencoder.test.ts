import { expect, test } from '@jest/globals';
import { createSession } from '../../../../src/onnx/runtime/session.js';
import { adam } from '../../../../src/onnx/training/optimizers/adam.js';
import { sgd } from '../../../../src/onnx/training/optimizers/sgd.js';
import { constant } from '../../../../src/onnx/training/schedules.js';
import { Trainer } from '../../../../src/onnx/training/trainer.js';
import { tensor, type Tensors } from '../../../../src/onnx/tensor.js';
import {
  RecurrentCellKind,
  recurrentLanguageNetwork,
} from '../../../../src/training/neural/language-model/recurrent/recurrent-network.js';
import { ShortTexts, TextBatches } from '../../../../src/training/neural/short-texts/short-texts.js';
import { TextWriter } from '../../../../src/training/neural/short-texts/write-texts.js';
import { LatentMeter } from '../../../../src/training/neural/text-vae/latent-meter.js';
import { autoencoderStep, decoderWeights, type TextVae } from '../../../../src/training/neural/text-vae/text-vae.js';
import { refusalIn } from '../../../../src/training/setting-limits.js';
import { alongGradient } from '../along-gradient.js';
import { decidedText, TOKENS } from '../language-networks.js';

const END = 0;
const LENGTH = 6;
const WINDOW = { batch: 12, steps: LENGTH };
const GREEDY = 1e-4;

const vaeOf = (settings: object = {}): TextVae => ({
  endId: END,
  network: {
    ...{ cell: RecurrentCellKind.LSTM, vocabularySize: TOKENS, layers: 1, hiddenSize: 16, embeddingSize: 8 },
    ...{ tiedEmbeddings: true, dropout: 0, latentSize: 4 },
    ...settings,
  },
});

/** Texts that their first token decides, of so many tokens. */
function decidedTexts(least: number, most: number, room = LENGTH): ShortTexts {
  const texts = new ShortTexts(room, END);
  for (let at = 0; at < 60; at++) {
    const length = least + (at % (most - least + 1));
    // The token that ends texts is none of theirs.
    texts.push(decidedText(length, 1 + (at % (TOKENS - 1))).map((token) => (token === END ? 3 : token)));
  }
  return texts;
}

/** @param klWeight of the divergence beside the cross-entropy of all tokens; 1 for the bound itself */
function inputs(texts: ShortTexts, count: number, klWeight: number): Tensors {
  const inputs = new TextBatches(texts, WINDOW, 1, refusalIn('textVae')).predictions(1, 0, count);
  const perToken = (inputs.weights!.data as Float32Array)[0]!;
  return { ...inputs, kl_weight: tensor('FP32', [count], new Float32Array(count).fill(klWeight * perToken)) };
}

const WHOLE = decidedTexts(LENGTH, LENGTH);

/** Weights after so many steps. */
async function trained(vae: TextVae, count: number, klWeight: number, freeBits = 0): Promise<Tensors> {
  const options = { optimizer: adam(), schedule: constant(0.02), steps: count, seed: 3, clipNorm: 5 };
  const trainer = await Trainer.create(autoencoderStep(vae, WINDOW, freeBits), options);
  try {
    await trainer.run(inputs(WHOLE, count, klWeight));
    return trainer.parameters;
  } finally {
    await trainer.release();
  }
}

async function measured(vae: TextVae, weights: Tensors) {
  await using meter = await LatentMeter.open(vae, WHOLE, WINDOW, 1);
  return { quality: await meter.measure(weights), means: await meter.means(weights, 6) };
}

test.each([
  ['its divergence counts in full', 0],
  ['its first nats are free', 0.1],
])(
  "along its gradient, an autoencoder's loss changes as differences say, through draws and the longest outputs of texts, where %s",
  async (_, freeBits) => {
    const vae = vaeOf({ wordDropout: 0.3 });
    const stepFrom = async (weights: Tensors) => {
      const options = { optimizer: sgd(), schedule: constant(1), steps: 1, seed: 5 };
      const trainer = await Trainer.create(autoencoderStep(vae, WINDOW, freeBits), options, weights);
      const { losses } = await trainer.run(inputs(decidedTexts(2, LENGTH), 1, 2));
      const next = trainer.parameters;
      await trainer.release();
      return { loss: losses[0]!, next };
    };
    const { length, share } = await alongGradient(await trained(vae, 20, 0.5), stepFrom, 0.02);

    expect(length).toBeGreaterThan(0.01);
    expect(share).toBeCloseTo(1, 2);
  },
);

test('what a text says of its vector does not depend on the room behind its end', async () => {
  const vae = vaeOf();
  const weights = await trained(vae, 20, 0);
  const means = await Promise.all(
    [LENGTH, LENGTH + 5].map(async (steps) => {
      await using meter = await LatentMeter.open(vae, decidedTexts(2, LENGTH - 1, steps), { batch: 7, steps }, 1);
      const found = await meter.means(weights, 7);
      return found.map((mean) => [...mean]);
    }),
  );

  expect(new Set(means[0]!.map((mean) => mean.join())).size).toBeGreaterThan(3);
  means[0]!.flat().forEach((value, at) => {
    expect(means[1]!.flat()[at]).toBeCloseTo(value, 5);
  });
});

test('what texts say is read batch by batch, until there is as much as is asked for', async () => {
  const vae = vaeOf();
  const weights = await trained(vae, 20, 0);
  const [few, all] = await Promise.all(
    [4, WINDOW.batch].map(async (batch) => {
      await using meter = await LatentMeter.open(vae, WHOLE, { batch, steps: LENGTH }, 1);
      const found = await meter.means(weights, 10);
      return found.map((mean) => [...mean]);
    }),
  );

  expect(few).toHaveLength(10);
  few!.flat().forEach((value, at) => {
    expect(all!.flat()[at]).toBeCloseTo(value, 5);
  });
});

test('texts are written again from what they say, and the bound is what both parts of it say', async () => {
  const vae = vaeOf();
  const weights = await trained(vae, 300, 0.1);
  const { quality, means } = await measured(vae, weights);
  expect(quality.reconstruction).toBeLessThan(0.1);
  expect(quality.activeUnits).toBeGreaterThan(0);
  // Which of six texts it is takes ln 6 nats.
  expect(quality.kl).toBeGreaterThan(Math.log(6));
  expect(quality.loss).toBeCloseTo(quality.reconstruction + quality.kl / LENGTH, 5);

  await using writer = await TextWriter.open(vae, LENGTH);
  const latents = Float32Array.from(means.flatMap((mean) => [...mean]));
  const written = await writer.write(decoderWeights(weights), 6, { temperature: GREEDY, seed: 1, stream: 1, latents });
  expect(written).toEqual(WHOLE.all.slice(0, 6));
});

test('what is served writes from a latent vector what is written while it is measured', async () => {
  const vae = vaeOf();
  const weights = decoderWeights(await trained(vae, 100, 0.1));
  const latents = Float32Array.from({ length: 8 }, (_, at) => 2 * Math.sin(at));
  await using writer = await TextWriter.open(vae, LENGTH);
  const written = await writer.write(weights, 2, { temperature: GREEDY, seed: 1, stream: 1, latents });

  const network = recurrentLanguageNetwork(vae.network);
  const session = await createSession(network.served(weights));
  const rows = [];
  for (const text of [0, 1]) {
    let carried: Tensors = {
      'state.hidden0': tensor('FP32', [1, 16], new Float32Array(16)),
      'state.memory0': tensor('FP32', [1, 16], new Float32Array(16)),
      'state.latent': tensor('FP32', [1, 4], latents.slice(4 * text, 4 * text + 4)),
    };
    const row: number[] = [];
    while (row.length < LENGTH && row.at(-1) !== END) {
      const ids = tensor('INT64', [1, 1], BigInt64Array.of(BigInt(row.at(-1) ?? END)));
      const answers = await session.run({ ...carried, input_ids: ids });
      carried = Object.fromEntries(network.carried.map(({ input, output }) => [input, answers[output]!]));
      const logits = answers.logits!.data as Float32Array;
      row.push(logits.indexOf(Math.max(...logits)));
    }
    rows.push(Int32Array.from(row));
  }
  await session.release();
  expect(rows).toEqual(written);
});

test('a divergence that counts a hundredfold makes the posterior collapse, and figures tell so', async () => {
  const vae = vaeOf();
  const { quality } = await measured(vae, await trained(vae, 150, 100));

  expect(quality.kl).toBeLessThan(0.05);
  expect(quality.activeUnits).toBe(0);
});

test('nats that are free are spent', async () => {
  const vae = vaeOf();
  const { quality } = await measured(vae, await trained(vae, 300, 1, 0.6));

  expect(quality.kl).toBeGreaterThan(1);
});
