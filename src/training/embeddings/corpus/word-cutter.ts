import { MemoryPlan } from '../../../numerics/kernel-memory.js';
import { loadKernel } from '../../../numerics/load-kernel.js';
import { cutCodePoint } from '../../../text/cut-classes.js';
import type { TextBlock } from '../../../text/text-block.js';
import type { CorpusCut } from './corpus-messages.js';

const SETTINGS_BYTES = 64;
/** Bytes and texts of a block that are taken over at once. A longer text has all the room that it needs, up to what a row of a dataset has. */
const WINDOW_BYTES = 2 ** 18;
const WINDOW_TEXTS = 2 ** 14;
const MOST_BYTES = 2 ** 23;
/** A letter of two bytes may become one of three in lower case; spaces come on both sides of a character that is a word. */
const MOST_GROWTH = 2;
/** The kernel decodes code points that end beyond the last byte before it sees that they do. */
const PADDING = 16;

const CODE_POINTS = 0x20000;
const FOLDED_CODE_POINTS = 0x10000;
/** Code points that are classified together. */
const CLASSIFIED = 64;
/** Above all classes: the code point has none so far. */
const UNKNOWN_CLASS = 255;

/** Fields of the settings block, in bytes from its start: those of kernels/cut-words.ts. */
const FIELD = {
  ...{ at: 0, end: 4, lengths: 8, lengthsEnd: 12, out: 16, classes: 20, folds: 24, codePoint: 28 },
} as const;
const STOP = { DONE: 0, INCOMPLETE: 1, LEFT_TO_OTHERS: 2, UNKNOWN: 3 } as const;

interface CutKernel {
  cut(settings: number): number;
}

/** Cuts texts into words as `forEachWord` does, without a string of them. */
export class WordCutter {
  private readonly memory: WebAssembly.Memory;
  private readonly kernel: CutKernel;
  private readonly place: Readonly<Record<'settings' | 'classes' | 'folds' | 'lengths' | 'source' | 'out', number>>;
  private readonly fields: DataView;
  private readonly classes: Uint8Array;
  private readonly folds: Uint16Array;
  private block: TextBlock = { lengths: new Uint32Array(), utf8: new Uint8Array() };
  /** The next text of the block, and its first byte. */
  private text = 0;
  private byte = 0;
  /** What of the block is in the kernel's memory. */
  private window = { text: 0, byte: 0, texts: 0, bytes: 0 };

  constructor(readonly cut: CorpusCut) {
    const plan = new MemoryPlan();
    this.place = {
      settings: plan.take(SETTINGS_BYTES),
      classes: plan.take(CODE_POINTS),
      folds: plan.take(2 * FOLDED_CODE_POINTS),
      lengths: plan.take(4 * WINDOW_TEXTS),
      source: plan.take(MOST_BYTES + PADDING),
      out: plan.take(MOST_GROWTH * MOST_BYTES + WINDOW_TEXTS),
    };
    this.memory = new WebAssembly.Memory({ initial: plan.pages, maximum: plan.pages, shared: true });
    const { buffer } = this.memory;
    this.fields = new DataView(buffer, this.place.settings, SETTINGS_BYTES);
    this.classes = new Uint8Array(buffer, this.place.classes, CODE_POINTS).fill(UNKNOWN_CLASS);
    this.folds = new Uint16Array(buffer, this.place.folds, FOLDED_CODE_POINTS);
    this.kernel = loadKernel<CutKernel>('cut-words', this.memory).exports;
    this.set('classes', this.place.classes);
    this.set('folds', this.place.folds);
  }

  open(block: TextBlock): void {
    this.block = block;
    [this.text, this.byte] = [0, 0];
    this.load(WINDOW_BYTES);
  }

  /** Whether all texts were cut or passed over. */
  get isOver(): boolean {
    return this.text === this.block.lengths.length;
  }

  /**
   * Cuts as many texts as it can.
   * @returns their words in UTF-8, a space or more between them, and a line feed after each text: overwritten by the next call. Null where the next text is left to
   *   `forEachWord`: `passOver` it
   */
  next(): Uint8Array | null {
    for (;;) {
      const { source, lengths, out } = this.place;
      this.set('out', out);
      const stop = this.kernel.cut(this.place.settings);
      const cutTexts = (this.get('lengths') - lengths) / 4 + this.window.text - this.text;
      this.text += cutTexts;
      this.byte = this.window.byte + this.get('at') - source;
      if (cutTexts > 0) return new Uint8Array(this.memory.buffer, out, this.get('out') - out);
      if (stop === STOP.LEFT_TO_OTHERS) return null;
      if (stop === STOP.UNKNOWN) this.classify(this.get('codePoint'));
      else if (this.byte > this.window.byte || this.text > this.window.text) this.load(WINDOW_BYTES);
      else if (this.window.bytes < Math.min(MOST_BYTES, this.block.utf8.length - this.byte)) this.load(MOST_BYTES);
      else return null;
    }
  }

  /** Leaves the next text to others. @param bytes how many it has */
  passOver(bytes: number): void {
    this.text++;
    this.byte += bytes;
    const { text, byte, texts, bytes: loaded } = this.window;
    if (this.text - text > texts || this.byte - byte > loaded) this.load(WINDOW_BYTES);
    else {
      this.set('at', this.place.source + this.byte - byte);
      this.set('lengths', this.place.lengths + 4 * (this.text - text));
    }
  }

  /** The next text and its first byte. */
  get position(): { readonly text: number; readonly byte: number } {
    return { text: this.text, byte: this.byte };
  }

  private load(mostBytes: number): void {
    const { lengths, source } = this.place;
    const bytes = this.block.utf8.subarray(this.byte, this.byte + mostBytes);
    const texts = this.block.lengths.subarray(this.text, this.text + WINDOW_TEXTS);
    new Uint8Array(this.memory.buffer, source, bytes.length).set(bytes);
    new Uint32Array(this.memory.buffer, lengths, texts.length).set(texts);
    this.window = { text: this.text, byte: this.byte, texts: texts.length, bytes: bytes.length };
    this.set('at', source);
    this.set('end', source + bytes.length);
    this.set('lengths', lengths);
    this.set('lengthsEnd', lengths + 4 * texts.length);
  }

  private classify(codePoint: number): void {
    const first = codePoint - (codePoint % CLASSIFIED);
    for (let at = first; at < first + CLASSIFIED; at++) {
      const { kind, fold } = cutCodePoint(at, this.cut);
      this.classes[at] = kind;
      if (at < FOLDED_CODE_POINTS) this.folds[at] = fold;
    }
  }

  private get(name: keyof typeof FIELD): number {
    return this.fields.getUint32(FIELD[name], true);
  }

  private set(name: keyof typeof FIELD, value: number): void {
    this.fields.setUint32(FIELD[name], value, true);
  }
}
