import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { uniform } from '../src/numerics/random.js';
import { tensor, type Tensors } from '../src/onnx/tensor.js';
import { adam } from '../src/onnx/training/optimizers/adam.js';
import { constant } from '../src/onnx/training/schedules.js';
import { Trainer } from '../src/onnx/training/trainer.js';
import { TokenStream } from '../src/training/language-models/token-stream.js';
import type { Window } from '../src/training/neural/language-model/language-network.js';
import {
  RecurrentCellKind,
  recurrentLanguageNetwork,
} from '../src/training/neural/language-model/recurrent/recurrent-network.js';
import { SampledWindows } from '../src/training/neural/language-model/sampled-softmax/sampled-windows.js';
import { printFigure } from './figure.js';

const WINDOW: Window = { batch: 32, steps: 32 };

/** Tokens per CPU second of training steps of a tied LSTM on one thread, with the full softmax and a sampled one, by vocabulary. Tokens follow Zipf's law. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      full: { type: 'string', default: '10000,50000' },
      sampled: { type: 'string', default: '10000,50000,100000,200000' },
      samples: { type: 'string', default: '4096' },
      hidden: { type: 'string', default: '256' },
      steps: { type: 'string', default: '4' },
    },
  });
  const samples = Number(values.samples);
  const runs = [
    ...values.full.split(',').map((vocabulary) => [Number(vocabulary), null] as const),
    ...values.sampled.split(',').map((vocabulary) => [Number(vocabulary), samples] as const),
  ];
  for (const [vocabulary, drawn] of runs) {
    const cpuSeconds = await secondsOf(vocabulary, drawn, Number(values.hidden), Number(values.steps));
    const tokens = Number(values.steps) * WINDOW.batch * WINDOW.steps;
    const context = { vocabulary, softmax: drawn === null ? 'full' : `${drawn} samples`, hidden: values.hidden };
    printFigure({
      ...{ bench: 'sampled-softmax', figure: 'tokens per CPU second of training', unit: 'tokens/s' },
      ...{ value: tokens / cpuSeconds, ...context },
    });
  }
}

async function secondsOf(vocabulary: number, samples: number | null, hidden: number, steps: number): Promise<number> {
  const shape = { cell: RecurrentCellKind.LSTM, layers: 1, hiddenSize: hidden, embeddingSize: hidden };
  const network = recurrentLanguageNetwork(
    { vocabularySize: vocabulary, ...shape, tiedEmbeddings: true, dropout: 0 },
    samples,
  );
  const settings = { optimizer: adam(), schedule: constant(1e-3), steps: steps + 1, seed: 1, clipNorm: 1 };
  const trainer = await Trainer.create(network.trained(WINDOW), { ...settings, session: { threads: 1 } });
  const drawing = samples === null ? null : new SampledWindows(zipfStream(vocabulary), vocabulary, samples, 1);
  const inputs = (first: number, count: number): Tensors => {
    const whole = { tokens: zipfTokens(vocabulary, count, first), targets: zipfTokens(vocabulary, count, first + 1) };
    return drawing ? drawing.inputs(whole, first) : whole;
  };
  // The first step takes memory.
  await trainer.run(inputs(0, 1));
  const cpu = process.cpuUsage();
  await trainer.run(inputs(1, steps));
  const { user, system } = process.cpuUsage(cpu);
  await trainer.release();
  return (user + system) / 1e6;
}

function zipfTokens(vocabulary: number, count: number, stream: number) {
  const dims = [count, WINDOW.steps, WINDOW.batch];
  const size = count * WINDOW.steps * WINDOW.batch;
  return tensor(
    'INT64',
    dims,
    BigInt64Array.from({ length: size }, (_, at) => BigInt(zipf(vocabulary, stream, at))),
  );
}

function zipfStream(vocabulary: number): TokenStream {
  const stream = new TokenStream(0);
  stream.push(
    '',
    Array.from({ length: 10 * vocabulary }, (_, at) => zipf(vocabulary, 0, at)),
  );
  return stream;
}

/** A token of 0 to vocabulary − 1, whose probability falls as one over its number. */
function zipf(vocabulary: number, stream: number, at: number): number {
  return Math.min(vocabulary - 1, Math.floor(Math.exp(uniform(3, stream, at) * Math.log(vocabulary + 1)) - 1));
}
