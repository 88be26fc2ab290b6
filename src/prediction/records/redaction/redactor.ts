import { fromWire, toWire } from '../../../inference/protocol/tensors/wire-tensor.js';
import { Tensor } from '../../tensors/tensor.js';
import type { PredictionRecord } from '../prediction-record.js';

/** Something to recognize, and the name that takes its place. */
export interface Pattern {
  readonly name: string;
  replace(text: string, replacement: string): string;
}

/** Takes personal data out of records before they are stored: `[EMAIL]` stands where an address was. */
export class Redactor {
  constructor(private readonly patterns: readonly Pattern[]) {}

  redact(text: string): string {
    return this.patterns.reduce((rest, pattern) => pattern.replace(rest, `[${pattern.name}]`), text);
  }

  /** Redacts every string of a record's input and answer, tensors of strings among them. */
  redactRecord(record: PredictionRecord): void {
    if (this.patterns.length === 0) return;
    record.input = this.redactAll(record.input);
    record.answer = this.redactAll(record.answer);
  }

  private redactAll<T>(value: T): T {
    if (typeof value === 'string') return this.redact(value) as T;
    if (value instanceof Tensor) return this.redactTensor(value) as T;
    if (Array.isArray(value)) return value.map((item: unknown) => this.redactAll(item)) as T;
    if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.redactAll(item)])) as T;
  }

  private redactTensor(tensor: Tensor): Tensor {
    if (tensor.wire.type !== 'BYTES') return tensor;
    try {
      const { type, dims, data } = fromWire(tensor.wire);
      const strings = (data as readonly string[]).map((text) => this.redact(text));
      return new Tensor(toWire(tensor.name, { type, dims, data: strings }));
    } catch {
      // Not text: bytes of something else.
      return tensor;
    }
  }
}
