import { floatAttribute, integerAttribute } from '../attributes.js';
import { ELEMENT_TYPE } from '../element-type.js';
import type { NodeProto, TensorProto } from '../generated/onnx_pb.js';
import { tensor, valueCount } from '../tensor.js';
import { protoToTensor } from '../tensor-proto.js';
import type { GraphEditor } from './graph-editor.js';
import { PRODUCT_LIMIT, quantizeColumns } from './int8.js';

/** Since this operator set QuantizeLinear takes a scale for each row. */
const ROW_SCALE_OPSET = 21;
/** Since this operator set reductions take their axes as an input. */
const AXES_INPUT_OPSET = 18;
/** uint8 that stands for zero; magnitudes reach 127 on both sides. */
const ZERO_POINT = 128;

interface Matrix {
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** Replaces MatMul and Gemm by MatMulInteger between rows quantized at run time and a constant int8 matrix. */
export class MatMulQuantizer {
  private readonly users: ReadonlySet<NodeProto>;
  /** What each quantized input became: several products often share one. */
  private readonly quantizedInputs = new Map<string, { values: string; scale: string }>();
  private readonly quantizedWeights = new Map<string, { values: string; scales: string }>();
  private zeroPoint: string | null = null;

  constructor(
    private readonly editor: GraphEditor,
    nodes: readonly NodeProto[],
    private readonly minimumValues: number,
  ) {
    this.users = new Set(nodes.filter(isProduct));
  }

  replace(node: NodeProto): boolean {
    if (!this.users.has(node)) return false;
    const weight = this.editor.ownMatrix(node.input[1], this.users, 1);
    if (!weight || valueCount(weight.dims.map(Number)) < this.minimumValues) return false;
    this.addProduct(node, weight);
    return true;
  }

  private addProduct(node: NodeProto, weight: TensorProto): void {
    const { editor } = this;
    const matrix = factorOf(node, weight);
    const rows = this.quantizeInput(node.input[0]!, matrix.rows);
    const columns = this.quantizeWeight(node, weight.name, matrix);
    const sums = editor.add('MatMulInteger', [rows.values, columns.values, this.zero()]);
    const scaled = editor.add('Mul', [editor.add('Cast', [sums], { to: ELEMENT_TYPE.FP32 }), rows.scale]);
    const bias = node.opType === 'Gemm' ? node.input[2] : undefined;
    const output = node.output[0]!;
    if (!bias) {
      editor.add('Mul', [scaled, columns.scales], {}, output);
      return;
    }
    const product = editor.add('Mul', [scaled, columns.scales]);
    editor.add('Add', [product, this.scaledBias(bias, floatAttribute(node, 'beta', 1))], {}, output);
  }

  /** Rows of the last axis to uint8 around 128, each with a scale of its own. */
  private quantizeInput(input: string, columns: number): { values: string; scale: string } {
    const known = this.quantizedInputs.get(input);
    if (known) return known;
    const { editor } = this;
    const largest = this.reduceMax(editor.add('Abs', [input]));
    const scalar = (value: number) => editor.addInitializer('scale', tensor('FP32', [], Float32Array.of(value)));
    // A row of zeros must not divide by zero.
    const scale = editor.add('Max', [editor.add('Mul', [largest, scalar(1 / 127)]), scalar(1e-30)]);
    const values =
      editor.opset >= ROW_SCALE_OPSET ? this.quantizeBlocks(input, scale, columns) : this.quantizeByParts(input, scale);
    this.quantizedInputs.set(input, { values, scale });
    return { values, scale };
  }

  private reduceMax(input: string): string {
    if (this.editor.opset < AXES_INPUT_OPSET) return this.editor.add('ReduceMax', [input], { axes: [-1], keepdims: 1 });
    const axes = this.editor.addInitializer('axes', tensor('INT64', [1], BigInt64Array.of(-1n)));
    return this.editor.add('ReduceMax', [input, axes], { keepdims: 1 });
  }

  private quantizeBlocks(input: string, scale: string, columns: number): string {
    const { editor } = this;
    const one = editor.addInitializer('zero_point', tensor('UINT8', [1], Uint8Array.of(ZERO_POINT)));
    const zeroPoints = editor.add('Expand', [one, editor.add('Shape', [scale])]);
    return editor.add('QuantizeLinear', [input, scale, zeroPoints], { axis: -1, block_size: columns });
  }

  private quantizeByParts(input: string, scale: string): string {
    const { editor } = this;
    const middle = editor.addInitializer('middle', tensor('FP32', [], Float32Array.of(ZERO_POINT)));
    const rounded = editor.add('Round', [editor.add('Div', [input, scale])]);
    return editor.add('Cast', [editor.add('Add', [rounded, middle])], { to: ELEMENT_TYPE.UINT8 });
  }

  private quantizeWeight(node: NodeProto, name: string, matrix: Matrix): { values: string; scales: string } {
    // A Gemm may transpose or scale a matrix that another takes as it is.
    const key =
      node.opType === 'Gemm'
        ? `${name} ${integerAttribute(node, 'transB', 0)} ${floatAttribute(node, 'alpha', 1)}`
        : name;
    const known = this.quantizedWeights.get(key);
    if (known) return known;
    const { values, scales } = quantizeColumns(matrix.values, matrix.rows, matrix.columns, PRODUCT_LIMIT);
    const quantized = {
      values: this.editor.addInitializer(`${name}_int8`, tensor('INT8', [matrix.rows, matrix.columns], values)),
      scales: this.editor.addInitializer(`${name}_scales`, tensor('FP32', [matrix.columns], scales)),
    };
    this.quantizedWeights.set(key, quantized);
    return quantized;
  }

  private scaledBias(bias: string, beta: number): string {
    if (beta === 1) return bias;
    return this.editor.add('Mul', [
      bias,
      this.editor.addInitializer('beta', tensor('FP32', [], Float32Array.of(beta))),
    ]);
  }

  private zero(): string {
    return (this.zeroPoint ??= this.editor.addInitializer(
      'zero_point',
      tensor('UINT8', [], Uint8Array.of(ZERO_POINT)),
    ));
  }
}

function isProduct(node: NodeProto): boolean {
  if (node.domain !== '' && node.domain !== 'ai.onnx') return false;
  return node.opType === 'MatMul' || (node.opType === 'Gemm' && integerAttribute(node, 'transA', 0) === 0);
}

/** The constant factor as the product takes it: transposed and scaled where a Gemm asks for it. */
function factorOf(node: NodeProto, weight: TensorProto): Matrix {
  const values = protoToTensor(weight).data as Float32Array;
  const [rows = 0, columns = 0] = weight.dims.map(Number);
  if (node.opType === 'MatMul') return { values, rows, columns };
  const alpha = floatAttribute(node, 'alpha', 1);
  if (integerAttribute(node, 'transB', 0) === 0) return { values: values.map((value) => value * alpha), rows, columns };
  const transposed = new Float32Array(values.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      transposed[column * rows + row] = values[row * columns + column]! * alpha;
  return { values: transposed, rows: columns, columns: rows };
}
