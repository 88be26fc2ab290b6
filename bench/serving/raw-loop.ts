import { MODELS } from './models.js';
import { importBuilt } from '../installation/programs.js';

/**
 * `raw-loop.js MODEL ROWS SECONDS`: the runtime alone, batch after batch in one process, with the settings of a lane. Prints rows a second and
 * microseconds of CPU a row.
 */
const { createSession } =
  await importBuilt<typeof import('../../src/onnx/runtime/session.js')>('onnx/runtime/session.js');
const { fromWire } = await importBuilt<typeof import('../../src/inference/protocol/tensors/wire-tensor.js')>(
  'inference/protocol/tensors/wire-tensor.js',
);

const [name, rowCount, seconds] = process.argv.slice(2);
const model = MODELS.map((make) => make()).find((made) => made.name === name)!;
const rows = Number(rowCount);
const { name: input, datatype, shape } = model.input;
const data = Buffer.concat(Array.from({ length: rows }, (_, number) => model.row(number)));
const feeds = { [input]: fromWire({ name: input, type: datatype, dims: [rows, ...shape], data }) };
const session = await createSession(model.bytes);
for (let warm = 0; warm < 3; warm += 1) await session.run(feeds);

const before = process.cpuUsage();
const startedAt = performance.now();
let done = 0;
while (performance.now() - startedAt < Number(seconds) * 1000) {
  await session.run(feeds);
  done += rows;
}
const elapsed = (performance.now() - startedAt) / 1000;
const { user, system } = process.cpuUsage(before);
process.stdout.write(JSON.stringify({ rate: done / elapsed, cpuUs: (user + system) / done }));
