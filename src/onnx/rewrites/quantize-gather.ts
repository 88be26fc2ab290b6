import { integerAttribute } from '../attributes.js';
import { ELEMENT_TYPE } from '../element-type.js';
import type { NodeProto } from '../generated/onnx_pb.js';
import { tensor, valueCount } from '../tensor.js';
import { protoToTensor } from '../tensor-proto.js';
import type { GraphEditor } from './graph-editor.js';
import { INT8_LIMIT, quantizeColumns, quantizeRows } from './int8.js';

/** Narrower tables have a scale for each column: a scale for each row would cost as much as it saves. */
const ROW_SCALE_WIDTH = 16;

/** Replaces look-ups in a constant table (rows, columns) by look-ups in an int8 table, scaled afterwards. */
export class GatherQuantizer {
  private readonly users: ReadonlySet<NodeProto>;
  private readonly tables = new Map<string, { values: string; scales: string; perRow: boolean }>();

  constructor(
    private readonly editor: GraphEditor,
    nodes: readonly NodeProto[],
    private readonly minimumValues: number,
  ) {
    this.users = new Set(nodes.filter(isLookup));
  }

  replace(node: NodeProto): boolean {
    if (!this.users.has(node)) return false;
    const [name, indices = ''] = node.input;
    const table = this.tables.get(name!) ?? this.quantizeTable(name!);
    if (!table) return false;
    const { editor } = this;
    const found = editor.add('Cast', [editor.add('Gather', [table.values, indices])], { to: ELEMENT_TYPE.FP32 });
    const scales = table.perRow ? editor.add('Gather', [table.scales, indices]) : table.scales;
    editor.add('Mul', [found, scales], {}, node.output[0]);
    return true;
  }

  private quantizeTable(name: string): { values: string; scales: string; perRow: boolean } | null {
    const weight = this.editor.ownMatrix(name, this.users, 0);
    if (!weight) return null;
    const [rows = 0, columns = 0] = weight.dims.map(Number);
    if (valueCount([rows, columns]) < this.minimumValues) return null;
    const perRow = columns >= ROW_SCALE_WIDTH;
    const quantize = perRow ? quantizeRows : quantizeColumns;
    const { values, scales } = quantize(protoToTensor(weight).data as Float32Array, rows, columns, INT8_LIMIT);
    const table = {
      values: this.editor.addInitializer(`${name}_int8`, tensor('INT8', [rows, columns], values)),
      scales: this.editor.addInitializer(`${name}_scales`, tensor('FP32', perRow ? [rows, 1] : [columns], scales)),
      perRow,
    };
    this.tables.set(name, table);
    return table;
  }
}

function isLookup(node: NodeProto): boolean {
  return (
    (node.domain === '' || node.domain === 'ai.onnx') &&
    node.opType === 'Gather' &&
    integerAttribute(node, 'axis', 0) === 0
  );
}
