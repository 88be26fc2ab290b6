/** Numbers of words of a vocabulary by how they are written in lower case, the most frequent first. */
export class Spellings {
  private readonly numbers = new Map<string, number[]>();

  /** @param wanted the only words that are looked up */
  constructor(
    private readonly words: readonly string[],
    wanted: Iterable<string>,
  ) {
    for (const word of wanted) this.numbers.set(word.toLowerCase(), []);
    for (const [number, word] of words.entries()) this.numbers.get(word.toLowerCase())?.push(number);
  }

  /** The word as it is written, or else the most frequent that differs in case only. */
  numberOf(word: string): number | undefined {
    const numbers = this.all(word);
    return numbers.find((number) => this.words[number] === word) ?? numbers[0];
  }

  /** All words that differ from it in case only. */
  all(word: string): readonly number[] {
    return this.numbers.get(word.toLowerCase()) ?? [];
  }
}
