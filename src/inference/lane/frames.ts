import type { Duplex } from 'node:stream';

const PREFIX_BYTES = 8;
const ALIGNMENT = 8;
/** Frames smaller than this go out as one buffer. */
const SMALL_BYTES = 64 * 1024;

/** Where the bytes of one tensor lie in a frame's payload. */
export interface Slice {
  readonly at: number;
  readonly size: number;
}

/** Collects the binary part of a frame; each piece starts at a multiple of eight, so that typed arrays can view it. */
export class Payload {
  readonly pieces: Uint8Array[] = [];
  size = 0;

  add(bytes: Uint8Array): Slice {
    return this.addAll([bytes]);
  }

  /** Adds what lies in several places as one piece. */
  addAll(parts: readonly Uint8Array[]): Slice {
    const at = this.size;
    for (const part of parts) {
      this.pieces.push(part);
      this.size += part.byteLength;
    }
    const size = this.size - at;
    const padding = paddingOf(size);
    if (padding > 0) this.pieces.push(PADDING.subarray(0, padding));
    this.size += padding;
    return { at, size };
  }
}

const PADDING = new Uint8Array(ALIGNMENT);

function paddingOf(size: number): number {
  return (ALIGNMENT - (size % ALIGNMENT)) % ALIGNMENT;
}

/** Sends a frame: lengths of header and payload, the header as JSON, the payload as it is. `onSent` hears when its bytes are not needed any more. */
export function writeFrame(channel: Duplex, header: object, payload = new Payload(), onSent?: () => void): void {
  const text = JSON.stringify(header);
  // Spaces after the header leave the payload aligned in the reader's memory.
  const json = Buffer.from(text + ' '.repeat(paddingOf(Buffer.byteLength(text))));
  const prefix = Buffer.allocUnsafe(PREFIX_BYTES);
  prefix.writeUInt32LE(json.byteLength, 0);
  prefix.writeUInt32LE(payload.size, 4);
  const pieces = [prefix, json, ...payload.pieces];
  if (payload.size < SMALL_BYTES) {
    channel.write(Buffer.concat(pieces), onSent);
    return;
  }
  channel.cork();
  pieces.forEach((piece, place) => channel.write(piece, place === pieces.length - 1 ? onSent : undefined));
  channel.uncork();
}

export type FrameHandler = (header: unknown, payload: Uint8Array) => void;

/** Puts frames together from the chunks of a stream. */
export class FrameReader {
  private readonly prefix = Buffer.alloc(PREFIX_BYTES);
  private body: Buffer | null = null;
  private headerLength = 0;
  private filled = 0;

  constructor(private readonly onFrame: FrameHandler) {}

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      const target = this.body ?? this.prefix;
      const copied = chunk.copy(target, this.filled, at);
      at += copied;
      this.filled += copied;
      if (this.filled === target.length) this.complete();
    }
  }

  private complete(): void {
    this.filled = 0;
    if (this.body === null) {
      this.headerLength = this.prefix.readUInt32LE(0);
      this.body = Buffer.from(new ArrayBuffer(this.headerLength + this.prefix.readUInt32LE(4)));
      if (this.body.length > 0) return;
    }
    const { body, headerLength } = this;
    this.body = null;
    const header: unknown = JSON.parse(body.toString('utf8', 0, headerLength));
    this.onFrame(header, body.subarray(headerLength));
  }
}
