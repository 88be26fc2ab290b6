import { InvalidInputError } from '../../lib/errors.js';
import { type Tensors, valueCount } from '../../onnx/tensor.js';
import type { Tokenizer } from '../../text/tokenizers/tokenizer.js';
import type { TextPipeline } from '../pipeline.js';
import type { AnswerMaker, GraphOutput } from './answer-maker.js';
import { multiLabel, singleLabel } from './label-answers.js';
import { embedding } from './embedding-answers.js';
import { labelledSpans } from './span-answers.js';
import { TokenEncoder, type TokenRow } from './token-encoder.js';
import type { TokensFile } from './token-settings.js';

/** The pipeline of a transformer. */
export function tokensPipeline(file: TokensFile, tokenizer: Tokenizer): TextPipeline<TokenRow> {
  const maker = makerOf(file);
  const { task, output: name } = file;
  const encoder = new TokenEncoder(tokenizer, file.tokenizer.maximumTokens, task === 'TOKEN_CLASSIFICATION');
  return {
    task,
    labels: maker.labels,
    takesPairs: true,
    narrowWidth: 16,
    reads: name,
    outputs: maker.outputs,
    assertServes: (graph) => {
      encoder.assertTakes(graph);
      const given = graph.outputs.find((output) => output.name === name);
      const names = graph.outputs.map((output) => output.name).join(', ');
      if (!given) throw new InvalidInputError(`The graph gives no output "${name}"; it gives ${names}.`);
      const { datatype, shape } = given;
      const columns = shape.at(-1) ?? -1;
      if (datatype !== 'FP32' || (shape.length > 0 && shape.length !== maker.rank))
        throw new InvalidInputError(`The output "${name}" must be FP32 with ${maker.rank} dimensions for ${task}.`);
      if (maker.columns !== null && columns >= 0 && columns !== maker.columns)
        throw new InvalidInputError(`The output "${name}" has ${columns} columns for ${maker.columns} labels.`);
    },
    prepare: (item) => encoder.prepare(item),
    feeds: (rows, graph) => encoder.feeds(rows, graph),
    answers: (outputs, rows) => maker.answers(checked(outputs, name, maker, rows.length), rows),
    tensors: (answers) => maker.tensors(answers),
  };
}

function makerOf(file: TokensFile): AnswerMaker<unknown> {
  switch (file.task) {
    case 'CLASSIFICATION':
      return singleLabel(file);
    case 'MULTI_LABEL':
      return multiLabel(file);
    case 'TOKEN_CLASSIFICATION':
      return labelledSpans(file);
    case 'EMBEDDING':
      return embedding(file);
  }
}

function checked(outputs: Tensors, name: string, { rank, columns }: AnswerMaker<unknown>, rows: number): GraphOutput {
  const output = outputs[name];
  const fits =
    output?.type === 'FP32' &&
    output.dims.length === rank &&
    output.dims[0] === rows &&
    output.data.length === valueCount(output.dims) &&
    (columns === null || output.dims.at(-1) === columns);
  if (!fits)
    throw new InvalidInputError(
      `The graph's output "${name}" is ${output ? `${output.type} [${output.dims.join(', ')}]` : 'missing'}, not what its pipeline says.`,
    );
  return { dims: output.dims, data: output.data as Float32Array };
}
