/** Takes the next piece of a rewritten text and the range [start, end) of the text before that it came from. */
export type Emit = (piece: string, start: number, end: number) => void;

/** Rewrites a text piece by piece. A piece as long as its range is taken to match it unit by unit. */
export type Rewrite = (text: string, emit: Emit) => void;

/** A text under change that remembers, when asked to, which range of the original each UTF-16 unit came from. */
export class AlignedText {
  private constructor(
    readonly text: string,
    private readonly starts: Int32Array | null,
    private readonly ends: Int32Array | null,
    /** Whether it begins where the original begins. */
    readonly atStart: boolean,
  ) {}

  static of(text: string, aligned: boolean): AlignedText {
    if (!aligned) return new AlignedText(text, null, null, true);
    const starts = Int32Array.from({ length: text.length }, (_, at) => at);
    return new AlignedText(
      text,
      starts,
      starts.map((at) => at + 1),
      true,
    );
  }

  slice(start: number, end: number): AlignedText {
    if (start === 0 && end === this.text.length) return this;
    return new AlignedText(
      this.text.slice(start, end),
      this.starts?.subarray(start, end) ?? null,
      this.ends?.subarray(start, end) ?? null,
      this.atStart && start === 0,
    );
  }

  rewrite(rewrite: Rewrite): AlignedText {
    const pieces: string[] = [];
    if (!this.starts || !this.ends) {
      rewrite(this.text, (piece) => pieces.push(piece));
      return new AlignedText(pieces.join(''), null, null, this.atStart);
    }
    const starts: number[] = [];
    const ends: number[] = [];
    rewrite(this.text, (piece, start, end) => {
      pieces.push(piece);
      const exact = piece.length === end - start;
      for (let at = 0; at < piece.length; at++) {
        const [from, to] = exact ? this.range(start + at, start + at + 1) : this.range(start, end);
        starts.push(from);
        ends.push(to);
      }
    });
    return new AlignedText(pieces.join(''), Int32Array.from(starts), Int32Array.from(ends), this.atStart);
  }

  /** The range of the original that the units [start, end) came from. An empty range lies before unit `start`. */
  range(start: number, end: number): [number, number] {
    const { starts, ends } = this;
    if (!starts || !ends) return [0, 0];
    if (end > start) return [starts[start]!, ends[end - 1]!];
    const place = start < starts.length ? starts[start]! : (ends.at(-1) ?? 0);
    return [place, place];
  }
}

/** UTF-16 units of the first character: what is put before a text is taken to come from it. */
export function firstWidth(text: string): number {
  return text.length === 0 ? 0 : text.codePointAt(0)! > 0xffff ? 2 : 1;
}
