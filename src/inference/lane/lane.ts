import { Socket } from 'node:net';
import { InvalidInputError } from '../../lib/errors.js';
import { freeBytes } from '../../lib/free-bytes.js';
import { startRuntime } from '../../onnx/runtime/start-runtime.js';
import { toWire } from '../protocol/tensors/wire-tensor.js';
import { GenerationModel } from './generation/generation-model.js';
import { FrameReader, Payload, writeFrame } from './frames.js';
import { type FramedAnswer, frameTensors, type LaneCommand, type LaneReply, unframeTensors } from './lane-messages.js';
import { failureOf } from './lane-failure.js';
import { type LaneAnswer, LaneModel } from './lane-model.js';
import { loadModel } from './load-model.js';

/** File descriptor of the channel to the front. */
const CHANNEL = 3;

const channel = new Socket({ fd: CHANNEL, readable: true, writable: true });
const models = new Map<string, LaneModel | GenerationModel>();
// What the runtime itself takes is not counted to the first model.
let turn = startRuntime();

// The front drains and ends its lanes; a signal to the whole group is its business.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
channel.on('close', () => process.exit());
channel.on('error', () => process.exit(1));

const reader = new FrameReader((header, bytes) => {
  turn = turn.then(() => obey(header as LaneCommand, bytes));
});
channel.on('data', (chunk: Buffer) => {
  reader.push(chunk);
  freeBytes(chunk);
});

async function obey(command: LaneCommand, bytes: Uint8Array): Promise<void> {
  const payload = new Payload();
  writeFrame(channel, await replyTo(command, bytes, payload), payload, () => {
    // Now that the answer is out, nothing looks at the frame any more.
    freeBytes(new Uint8Array(bytes.buffer));
  });
}

async function replyTo(command: LaneCommand, bytes: Uint8Array, payload: Payload): Promise<LaneReply> {
  try {
    switch (command.kind) {
      case 'load': {
        const beforeBytes = residentMemory();
        const model = await loadModel(command);
        models.set(command.name, model);
        return { kind: 'loaded', model: model.describe(), memory: { beforeBytes, afterBytes: residentMemory() } };
      }
      case 'unload': {
        const beforeBytes = residentMemory();
        await models.get(command.name)?.release();
        models.delete(command.name);
        return { kind: 'unloaded', memory: { beforeBytes, afterBytes: residentMemory() } };
      }
      case 'run': {
        const requests = command.requests.map((asked) => ({
          ...asked,
          inputs: unframeTensors(bytes, asked.inputs),
        }));
        const { answers, runs } = await runnable(command.name).run(requests);
        return { kind: 'ran', answers: answers.map((own) => own.map((answer) => frameAnswer(payload, answer))), runs };
      }
      case 'step':
        return { kind: 'stepped', ...(await generating(command.name).step(command.joining, command.leaving)) };
    }
  } catch (error) {
    return { kind: 'failed', failure: failureOf(error) };
  }
}

/** Bytes that this process occupies, without what its next garbage collection would free. */
function residentMemory(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss();
}

function modelNamed(name: string): LaneModel | GenerationModel {
  const model = models.get(name);
  if (!model) throw new InvalidInputError(`The lane has not loaded "${name}".`);
  return model;
}

function runnable(name: string): LaneModel {
  const model = modelNamed(name);
  if (model instanceof LaneModel) return model;
  throw new InvalidInputError('A language model generates: ask generate or generate_stream, not infer.');
}

function generating(name: string): GenerationModel {
  const model = modelNamed(name);
  if (model instanceof GenerationModel) return model;
  throw new InvalidInputError('Only a language model generates: ask infer for the answers of this one.');
}

function frameAnswer(payload: Payload, answer: LaneAnswer): FramedAnswer {
  if ('failure' in answer) return answer;
  return {
    outputs: frameTensors(
      payload,
      Object.entries(answer.outputs).map(([name, output]) => toWire(name, output)),
    ),
    tokenCount: answer.tokenCount,
  };
}
