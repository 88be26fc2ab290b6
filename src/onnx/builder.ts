import { create, toBinary } from '@bufbuild/protobuf';
import { VERSION } from '../lib/package-root.js';
import { type Attribute, attributeToProto } from './attributes.js';
import { ELEMENT_TYPE } from './element-type.js';
import {
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProto_DataLocation,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from './generated/onnx_pb.js';
import { bytesPerValue, type Datatype, type Tensor, valueCount } from './tensor.js';
import { tensorToProto } from './tensor-proto.js';
import { graphsOf } from './walk.js';

/** Later opsets lack CPU kernels for some operators. */
const OPSET = 21;
const IR_VERSION = 10n;

/** A tensor that flows through a graph. Its name may change until the graph is written. */
export class Value {
  constructor(
    public name: string,
    /** Inputs, initializers and outputs keep their names. */
    public named = true,
  ) {}
}

/** A size, or the name of a size that is free. */
export type Dimension = number | string;

export interface NodeOptions {
  /** The operator set other than ONNX's own: "com.microsoft". */
  readonly domain?: string;
  readonly name?: string;
}

interface PendingNode {
  readonly op: string;
  readonly inputs: readonly (Value | null)[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly outputs: readonly Value[];
  readonly options: NodeOptions;
}

/**
 * Builds an ONNX graph node by node, in the order in which they run.
 * @example
 * const graph = new GraphBuilder();
 * const x = graph.input('x', 'FP32', ['N', 4]);
 * const y = graph.node('MatMul', [x, graph.initializer('w', tensor('FP32', [4, 2], weights))]);
 * graph.output('y', y, 'FP32', ['N', 2]);
 * const bytes = graph.toBytes();
 */
export class GraphBuilder {
  private readonly inputs: ValueInfoProto[] = [];
  private readonly outputs: { value: Value; type: Datatype; shape: readonly Dimension[] }[] = [];
  private readonly initializers: TensorProto[] = [];
  private readonly pending: PendingNode[] = [];
  private readonly names = new Set<string>();
  private counter = 0;

  constructor(
    readonly name = 'graph',
    /** The graph around this one, when it is the body of Scan, Loop or If: names are unique across both. */
    private readonly outer?: GraphBuilder,
  ) {}

  input(name: string, type: Datatype, shape: readonly Dimension[]): Value {
    this.inputs.push(valueInfo(this.claim(name), type, shape));
    return new Value(name);
  }

  /** A tensor stored in the model: a weight or a constant. */
  initializer(name: string, tensor: Tensor): Value {
    this.initializers.push(tensorToProto(this.claim(name), tensor));
    return new Value(name);
  }

  /** A weight whose values are bytes of a file beside the model: all of them, or those from `offsetBytes` on. */
  externalInitializer(name: string, type: Datatype, dims: readonly number[], path: string, offsetBytes = 0): Value {
    const place = offsetBytes === 0 ? {} : { offset: offsetBytes, length: valueCount(dims) * bytesPerValue(type) };
    this.initializers.push(
      create(TensorProtoSchema, {
        name: this.claim(name),
        dims: dims.map(BigInt),
        dataType: ELEMENT_TYPE[type],
        dataLocation: TensorProto_DataLocation.EXTERNAL,
        externalData: Object.entries({ location: path, ...place }).map(([key, value]) => ({
          key,
          value: String(value),
        })),
      }),
    );
    return new Value(name);
  }

  /** An initializer whose name does not matter. */
  constant(tensor: Tensor): Value {
    return this.initializer(this.freshName('constant'), tensor);
  }

  /** Adds a node with one output. Null leaves an optional input out. */
  node(
    op: string,
    inputs: readonly (Value | null)[],
    attributes: Readonly<Record<string, Attribute>> = {},
    options: NodeOptions = {},
  ): Value {
    return this.nodeOutputs(op, 1, inputs, attributes, options)[0]!;
  }

  /** Adds a node with `count` outputs. */
  nodeOutputs(
    op: string,
    count: number,
    inputs: readonly (Value | null)[],
    attributes: Readonly<Record<string, Attribute>> = {},
    options: NodeOptions = {},
  ): Value[] {
    const outputs = Array.from({ length: count }, () => new Value(this.claim(this.freshName(op)), false));
    this.pending.push({ op, inputs, attributes, outputs, options });
    return outputs;
  }

  /** Makes `value` an output of the graph under this name. */
  output(name: string, value: Value, type: Datatype, shape: readonly Dimension[]): void {
    this.claim(name);
    const own = this.pending.some((node) => node.outputs.includes(value));
    const output = value.named || !own ? this.node('Identity', [value]) : value;
    output.name = name;
    output.named = true;
    this.outputs.push({ value: output, type, shape });
  }

  /** A graph for the body of Scan, Loop or If; it may use this graph's values. Pass it as an attribute. */
  subgraph(name: string): GraphBuilder {
    return new GraphBuilder(name, this);
  }

  toGraph(): GraphProto {
    return create(GraphProtoSchema, {
      name: this.name,
      input: this.inputs,
      initializer: this.initializers,
      node: this.pending.map(nodeToProto),
      output: this.outputs.map(({ value, type, shape }) => valueInfo(value.name, type, shape)),
    });
  }

  toModel(): ModelProto {
    const graph = this.toGraph();
    const domains = [...domainsOf(graph)].filter((domain) => domain !== '');
    return create(ModelProtoSchema, {
      irVersion: IR_VERSION,
      producerName: 'sluice',
      producerVersion: VERSION,
      opsetImport: [{ domain: '', version: BigInt(OPSET) }, ...domains.map((domain) => ({ domain, version: 1n }))],
      graph,
    });
  }

  /** The model as the bytes of an .onnx file. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return toBinary(ModelProtoSchema, this.toModel());
  }

  private freshName(stem: string): string {
    const root = this.root();
    let name: string;
    do name = `${stem}_${++root.counter}`;
    while (root.names.has(name));
    return name;
  }

  private claim(name: string): string {
    const { names } = this.root();
    if (names.has(name)) throw new TypeError(`The graph has a value named "${name}" already.`);
    names.add(name);
    return name;
  }

  private root(): GraphBuilder {
    return this.outer?.root() ?? this;
  }
}

function domainsOf(graph: GraphProto): Set<string> {
  return new Set(
    graph.node.flatMap((node) => [node.domain, ...graphsOf(node).flatMap((inner) => [...domainsOf(inner)])]),
  );
}

function valueInfo(name: string, type: Datatype, shape: readonly Dimension[]): ValueInfoProto {
  const dim = shape.map((size) => ({
    value:
      typeof size === 'number'
        ? { case: 'dimValue' as const, value: BigInt(size) }
        : { case: 'dimParam' as const, value: size },
  }));
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType: ELEMENT_TYPE[type], shape: { dim } } } },
  });
}

function nodeToProto({ op, inputs, attributes, outputs, options }: PendingNode): NodeProto {
  return create(NodeProtoSchema, {
    opType: op,
    name: options.name ?? outputs[0]?.name ?? op,
    domain: options.domain ?? '',
    input: inputs.map((value) => value?.name ?? ''),
    output: outputs.map((value) => value.name),
    attribute: Object.entries(attributes).map(([name, value]) => attributeToProto(name, value)),
  });
}
