import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { externalFileOf } from '../../onnx/external-file.js';
import type { TensorProto } from '../../onnx/generated/onnx_pb.js';
import { decodeModel } from '../../onnx/inspect.js';
import { bytesPerValue } from '../../onnx/tensor.js';
import { datatypeOf } from '../../onnx/element-type.js';
import { WORD_TABLE, WORD_TABLE_OPERATORS } from './word-table-graph.js';

/** Where the vectors of a version lie on this machine: FP32 [rows, dimensions], row after row. */
export interface WordTablePlace {
  /** Beside the model, or the model itself. */
  readonly file: string;
  readonly offsetBytes: number;
  /** Of words, and behind them of parts of words. */
  readonly rows: number;
  readonly dimensions: number;
}

/** Finds the table in the model that `wordTableGraph` makes; null when the graph is another one, which may do more than look vectors up. */
export async function placeOfWordTable(modelPath: string): Promise<WordTablePlace | null> {
  const bytes = await readFile(modelPath);
  const { graph } = decodeModel(bytes);
  const table = graph.initializer.find(({ name }) => name === WORD_TABLE);
  const [rows, dimensions] = table?.dims.map(Number) ?? [];
  const isLookup = graph.node.map(({ opType }) => opType).join() === WORD_TABLE_OPERATORS.join();
  if (!isLookup || !table || datatypeOf(table.dataType) !== 'FP32' || table.dims.length !== 2) return null;
  const shape = { rows: rows!, dimensions: dimensions! };
  const neededBytes = rows! * dimensions! * bytesPerValue('FP32');
  const beside = externalFileOf(table);
  const place =
    beside === null
      ? {
          file: modelPath,
          offsetBytes: table.rawData.byteOffset - bytes.byteOffset,
          heldBytes: table.rawData.byteLength,
        }
      : await placeBeside(table, join(dirname(modelPath), beside));
  // Values that are not raw lie nowhere in one piece.
  return place.heldBytes < neededBytes ? null : { file: place.file, offsetBytes: place.offsetBytes, ...shape };
}

async function placeBeside({ externalData }: TensorProto, file: string) {
  const offsetBytes = Number(externalData.find(({ key }) => key === 'offset')?.value ?? 0);
  return { file, offsetBytes, heldBytes: (await stat(file)).size - offsetBytes };
}
