import { MemoryPlan } from '../../numerics/kernel-memory.js';
import { loadKernel } from '../../numerics/load-kernel.js';
import type { CosineBlock } from './cosine-blocks.js';

/** Fields of a question, in bytes from its start: those of kernels/analogies.ts. */
const FIELD = { a: 0, given: 12, givenEnd: 16, sum: 20, sumWord: 24, product: 28, productWord: 32 } as const;
const QUESTION_BYTES = 36;
/** The kernel writes four numbers at once, also behind the last. */
const PADDING = 16;
const NONE = -1;

interface AnalogyKernel {
  invert(cosines: number, inverses: number, count: number): void;
  search(cosines: number, inverses: number, size: number, start: number, questions: number, count: number): void;
}

/** A question to which the fourth word is searched. */
export interface AskedAnalogy {
  /** Places of a, b and c among the words that cosines are of. */
  readonly places: readonly [a: number, b: number, c: number];
  /** Numbers of the words that are no answers. */
  readonly given: readonly number[];
}

/** Finds the words that answer questions best, a block of words after the other, in one memory. */
export class AnalogySearch {
  private readonly kernel: AnalogyKernel;
  private readonly memory: WebAssembly.Memory;
  private readonly questions: number;
  private readonly cosines: number;
  private readonly inverses: number;
  private block = { start: 0, size: 0 };

  /** @param mostCosines numbers of a block at most */
  constructor(
    private readonly asked: readonly AskedAnalogy[],
    mostCosines: number,
  ) {
    const words = asked.reduce((sum, { given }) => sum + given.length, 0);
    const plan = new MemoryPlan();
    this.questions = plan.take(asked.length * QUESTION_BYTES);
    const given = plan.take(4 * words);
    this.cosines = plan.take(4 * mostCosines + PADDING);
    this.inverses = plan.take(4 * mostCosines + PADDING);
    this.memory = new WebAssembly.Memory({ initial: plan.pages, maximum: plan.pages, shared: true });
    this.kernel = loadKernel<AnalogyKernel>('analogies', this.memory).exports;
    this.write(given);
  }

  /** Takes the cosines of the words that are to be searched next. */
  open({ start, size, values }: CosineBlock): void {
    this.block = { start, size };
    new Float32Array(this.memory.buffer, this.cosines, values.length).set(values);
    this.kernel.invert(this.cosines, this.inverses, values.length);
  }

  /** Searches the block for some questions. */
  search(from: number, count: number): void {
    const { start, size } = this.block;
    const questions = this.questions + from * QUESTION_BYTES;
    this.kernel.search(this.cosines, this.inverses, size, start, questions, count);
  }

  /** Numbers of the best words so far, by the sum of cosines and by their product; −1 where there is none. */
  best(question: number): { readonly bySum: number; readonly byProduct: number } {
    const view = new DataView(this.memory.buffer, this.questions + question * QUESTION_BYTES, QUESTION_BYTES);
    return { bySum: view.getInt32(FIELD.sumWord, true), byProduct: view.getInt32(FIELD.productWord, true) };
  }

  private write(given: number): void {
    const view = new DataView(this.memory.buffer);
    let end = given;
    for (const [number, { places, given: words }] of this.asked.entries()) {
      const at = this.questions + number * QUESTION_BYTES;
      for (const [side, place] of places.entries()) view.setUint32(at + FIELD.a + 4 * side, place, true);
      view.setUint32(at + FIELD.given, end, true);
      for (const word of words) {
        view.setInt32(end, word, true);
        end += 4;
      }
      view.setUint32(at + FIELD.givenEnd, end, true);
      view.setFloat32(at + FIELD.sum, -Infinity, true);
      view.setInt32(at + FIELD.sumWord, NONE, true);
      view.setFloat32(at + FIELD.product, -Infinity, true);
      view.setInt32(at + FIELD.productWord, NONE, true);
    }
  }
}
