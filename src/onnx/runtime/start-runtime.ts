import { GraphBuilder } from '../builder.js';
import { createSession } from './session.js';

/** Makes ONNX Runtime take up in this process what it needs whatever the model: 25 MiB, which its first session allocates. */
export async function startRuntime(): Promise<void> {
  const graph = new GraphBuilder();
  graph.output('y', graph.node('Identity', [graph.input('x', 'FP32', [1])]), 'FP32', [1]);
  const session = await createSession(graph.toBytes());
  await session.release();
}
