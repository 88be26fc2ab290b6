export interface TokenFrequency {
  token: string;
  count: number;
}

/** Keeps the most frequent of many words; of equally frequent ones, those that sort first. */
export class TopWords {
  private words: TokenFrequency[] = [];
  private least = 0;

  constructor(private readonly limit: number) {}

  offer(count: number, token: string): void {
    if (count < this.least) return;
    this.words.push({ token, count });
    if (this.words.length < 4 * this.limit) return;
    this.words = this.top();
    this.least = this.words.at(-1)!.count;
  }

  /** Most frequent first. */
  top(): TokenFrequency[] {
    return this.words.sort((a, b) => b.count - a.count || (a.token < b.token ? -1 : 1)).slice(0, this.limit);
  }
}
