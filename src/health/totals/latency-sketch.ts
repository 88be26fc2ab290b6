import { DDSketch } from '@datadog/sketches-js';
import { readSigned, readUnsigned, VarintWriter } from './varint.js';

/** A quantile is off by this share of its value at most. */
export const RELATIVE_ACCURACY = 0.01;

/** Latencies outside of a microsecond to an hour count as these, so that a sketch has 1,110 bins at most. */
const MIN_LATENCY_MS = 0.001;
const MAX_LATENCY_MS = 3_600_000;

const FORMAT = 1;

/**
 * Latencies in milliseconds as a mergeable sketch: quantiles of any number of observations, from bins whose width grows with
 * the value. Its bytes are those of the filled bins only; the library's own protobuf keeps empty ones, needs a package that it
 * does not name, and forgets enough of the accuracy that what was read again refuses to merge.
 * @see Masson, Rim, Lee, DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees (2019)
 */
export class LatencySketch {
  private readonly sketch = new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });

  get count(): number {
    return this.sketch.count;
  }

  observe(latencyMs: number, count = 1): void {
    const bounded = latencyMs > MIN_LATENCY_MS ? Math.min(latencyMs, MAX_LATENCY_MS) : MIN_LATENCY_MS;
    this.sketch.accept(bounded, count);
  }

  /** Milliseconds that the share `q` of all observations took at most; NaN without any. */
  quantile(q: number): number {
    return this.sketch.getValueAtQuantile(q);
  }

  /** Format, first key, then how far the next filled bin is and how many observations it has, all as variable-length numbers. */
  encode(): Buffer {
    const { bins, offset } = this.sketch.store;
    const writer = new VarintWriter();
    writer.unsigned(FORMAT);
    let previous = 0;
    bins.forEach((count, index) => {
      if (count === 0) return;
      const key = index + offset;
      writer.signed(key - previous);
      writer.unsigned(count);
      previous = key;
    });
    return writer.bytes();
  }

  /** Adds the observations of another sketch, as `encode` wrote them. */
  merge(encoded: Uint8Array): void {
    const position = { at: 0 };
    const format = readUnsigned(encoded, position);
    if (format !== FORMAT)
      throw new Error(`A latency sketch of format ${format} cannot be read: Sluice is too old for it.`);
    let key = 0;
    while (position.at < encoded.length) {
      key += readSigned(encoded, position);
      const count = readUnsigned(encoded, position);
      this.sketch.store.add(key, count);
      this.sketch.count += count;
    }
  }
}
