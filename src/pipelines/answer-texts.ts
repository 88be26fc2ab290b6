import type { Tensors } from '../onnx/tensor.js';
import type { GraphSignature, TextItem, TextPipeline } from './pipeline.js';

/** A graph that can be run. */
export interface RunnableGraph extends GraphSignature {
  run(feeds: Tensors, outputs?: readonly string[]): Promise<Tensors>;
}

/** Answers to a batch of items in one run, one row for each, in the shape of the pipeline's `outputs`. */
export async function answerTexts(
  pipeline: TextPipeline,
  graph: RunnableGraph,
  items: readonly TextItem[],
): Promise<Tensors> {
  const rows = items.map((item) => pipeline.prepare(item));
  const outputs = await graph.run(pipeline.feeds(rows, graph), [pipeline.reads]);
  return pipeline.tensors(pipeline.answers(outputs, rows));
}
