const FIRST_CAPACITY = 1 << 12;

/** Whole numbers of 32 bits, one behind the other, as many as come. */
export class NumberList {
  length = 0;
  /** Those up to `length` count; another array after a `push`. */
  numbers = new Int32Array(FIRST_CAPACITY);

  push(number: number): void {
    if (this.length === this.numbers.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    this.numbers[this.length++] = number;
  }

  /** Those from `start` to before `end`, without a copy; good until the next `push`. */
  view(start = 0, end = this.length): Int32Array {
    return this.numbers.subarray(start, end);
  }
}
