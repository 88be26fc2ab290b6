import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** Ids that one read gives, ends of sentences among them, at most. */
export const IDS_A_CALL = 10_000;
/** A sentence is cut at so many words, as in word2vec.c. */
export const SENTENCE_WORDS = 1_000;

/** Follows the ids of a sentence. */
export const SENTENCE_END = -1;
/** In place of a word that is none of the vocabulary. */
export const LEFT_OUT = -2;
const ID_BYTES = 4;
const BUFFER_IDS = 2 ** 18;

/** Writes ids to disk, whatever they stand for. */
export class IdStream {
  private readonly file: number;
  private readonly buffer = new Int32Array(BUFFER_IDS);
  private length = 0;

  constructor(path: string) {
    this.file = openSync(path, 'w');
  }

  put(id: number): void {
    if (this.length === BUFFER_IDS) this.flush();
    this.buffer[this.length++] = id;
  }

  putAll(ids: Int32Array): void {
    for (let at = 0; at < ids.length;) {
      if (this.length === BUFFER_IDS) this.flush();
      const piece = ids.subarray(at, at + BUFFER_IDS - this.length);
      this.buffer.set(piece, this.length);
      this.length += piece.length;
      at += piece.length;
    }
  }

  close(): void {
    this.flush();
    closeSync(this.file);
  }

  private flush(): void {
    writeSync(this.file, this.buffer, 0, this.length * ID_BYTES);
    this.length = 0;
  }
}

/** Writes the ids of words to disk, −1 after each sentence, in calls of whole sentences. */
export class IdsWriter {
  private readonly stream: IdStream;
  /** Ids of the call that is being gathered, and words of its last sentence. */
  private callIds = 0;
  private sentenceWords = 0;
  /** Ids of each call. */
  readonly calls: number[] = [];

  constructor(path: string) {
    this.stream = new IdStream(path);
  }

  /** Words that are left out leave no gap. */
  put(ids: Int32Array): void {
    for (const id of ids) {
      if (id >= 0) this.word(id);
      else if (id === SENTENCE_END) this.endSentence();
    }
  }

  close(): void {
    this.endSentence();
    if (this.callIds > 0) this.endCall();
    this.stream.close();
  }

  private word(id: number): void {
    this.stream.put(id);
    this.callIds++;
    this.sentenceWords++;
    if (this.sentenceWords === SENTENCE_WORDS) this.endSentence();
  }

  private endSentence(): void {
    if (this.sentenceWords === 0) return;
    this.stream.put(SENTENCE_END);
    this.callIds++;
    this.sentenceWords = 0;
    if (this.callIds + SENTENCE_WORDS + 1 > IDS_A_CALL) this.endCall();
  }

  private endCall(): void {
    this.calls.push(this.callIds);
    this.callIds = 0;
  }
}

/** Calls `visit` with blocks of the ids of a file, from one to another. */
export function forEachBlock(path: string, from: number, end: number, visit: (ids: Int32Array) => void): void {
  const file = openSync(path, 'r');
  const ids = new Int32Array(BUFFER_IDS);
  for (let at = from; at < end;) {
    const asked = Math.min(BUFFER_IDS, end - at);
    const count = readSync(file, ids, 0, asked * ID_BYTES, at * ID_BYTES) / ID_BYTES;
    if (count === 0) break;
    visit(ids.subarray(0, count));
    at += count;
  }
  closeSync(file);
}

/** Reads the ids of one call after the other into memory that it is given. */
export class IdsReader {
  private readonly file: number;
  private position = 0;

  constructor(path: string) {
    this.file = openSync(path, 'r');
  }

  /** @throws {Error} when the file ends early */
  read(into: Uint8Array, ids: number): void {
    const bytes = ids * ID_BYTES;
    if (readSync(this.file, into, 0, bytes, this.position) !== bytes) throw new Error('A file of ids ended early.');
    this.position += bytes;
  }

  /** Goes to the id of that number, from 0. */
  seek(id: number): void {
    this.position = id * ID_BYTES;
  }

  close(): void {
    closeSync(this.file);
  }
}
