import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeModel } from '../inspect.js';
import { createSession } from '../runtime/session.js';
import type { RewrittenModel } from './rewrite.js';

/**
 * Lets ONNX Runtime fuse a model's nodes and fold its constants once and for all, rather than at every load.
 * Stops short of layouts for this machine's processor, so that the result runs on any. Loads the model: call it in a job.
 */
export async function fuse(bytes: Uint8Array): Promise<RewrittenModel> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-fuse-'));
  try {
    const path = join(folder, 'fused.onnx');
    const session = await createSession(bytes, { optimization: 'extended', optimizedModelPath: path });
    await session.release();
    const fused = new Uint8Array(await readFile(path));
    return { bytes: fused, summary: `${nodeCount(bytes)} nodes to ${nodeCount(fused)}` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function nodeCount(bytes: Uint8Array): number {
  return decodeModel(bytes).graph.node.length;
}
