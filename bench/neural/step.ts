import { adam } from '../../src/onnx/training/optimizers/adam.js';
import { sgd } from '../../src/onnx/training/optimizers/sgd.js';
import { constant } from '../../src/onnx/training/schedules.js';
import { Trainer } from '../../src/onnx/training/trainer.js';
import { type Tensor, tensor } from '../../src/onnx/tensor.js';
import {
  RecurrentCellKind,
  recurrentLanguageNetwork,
} from '../../src/training/neural/language-model/recurrent/recurrent-network.js';
import { uniform } from '../../src/numerics/random.js';

/** Times training steps of the LSTM language model. `step.js OPTIMIZER THREADS STEPS STEPS_BATCH_HIDDEN_VOCABULARY STEPS_A_RUN` */
const [optimizer = 'sgd', threads = '1', steps = '20', size = '32,32,256,10000', perRun = '4'] = process.argv.slice(2);
const [length = 32, batch = 32, hidden = 256, vocabulary = 10_000] = size.split(',').map(Number);
const model = recurrentLanguageNetwork({
  vocabularySize: vocabulary,
  cell: RecurrentCellKind.LSTM,
  layers: 1,
  hiddenSize: hidden,
  embeddingSize: hidden,
  tiedEmbeddings: false,
  dropout: 0,
}).trained({ batch, steps: length });
const startedAt = performance.now();
const trainer = await Trainer.create(model, {
  optimizer: optimizer === 'adam' ? adam() : sgd(),
  schedule: constant(optimizer === 'adam' ? 1e-3 : 0.5),
  steps: Number(steps),
  seed: 1,
  session: { threads: Number(threads) },
});
const buildSeconds = (performance.now() - startedAt) / 1000;

function tokens(count: number, stream: number): Tensor {
  const values = Array.from({ length: count * length * batch }, (_, at) =>
    Math.floor(uniform(1, stream, at) * vocabulary),
  );
  return tensor('INT64', [count, length, batch], BigInt64Array.from(values, BigInt));
}

async function time(count: number, each: number): Promise<{ seconds: number; cpuSeconds: number; loss: number }> {
  const inputs = { tokens: tokens(each, 1), targets: tokens(each, 2) };
  const from = performance.now();
  const cpu = process.cpuUsage();
  let loss = 0;
  for (let done = 0; done < count; done += each) loss = (await trainer.run(inputs)).losses.at(-1)!;
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - from) / 1000, cpuSeconds: (user + system) / 1e6, loss };
}

await time(2, 1);
const timed = await time(Number(steps), Number(perRun));
process.stdout.write(`${JSON.stringify({ ...timed, tokens: Number(steps) * length * batch, buildSeconds })}\n`);
await trainer.release();
