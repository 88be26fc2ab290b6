/** What the command line of `npm run bench -- embeddings` gives. */
export interface EmbeddingsOptions {
  readonly corpus?: string | undefined;
  readonly labelled?: string | undefined;
  readonly fasttext?: string | undefined;
  readonly word2vec?: string | undefined;
  readonly glove?: string | undefined;
  readonly evaluation?: string | undefined;
}

/** What a program learns from. */
export interface Text {
  readonly path: string;
  /** Words there, for words per second. */
  readonly words: number;
}

/** One run of a program. */
export interface Trial extends Text {
  /** For what it writes; nothing else is in it. */
  readonly folder: string;
  readonly threads: number;
  /** From 1 on. A program without seeds is run with 1 only. */
  readonly seed: number;
}

export interface Contender {
  readonly program: string;
  readonly args: readonly string[];
  /** The file that it saves. */
  readonly output: string;
}

export interface Peer {
  /** As figures name it. */
  readonly name: string;
  /** The option that says where its program or folder of programs is. */
  readonly option: 'fasttext' | 'word2vec' | 'glove';
  readonly takesSeeds: boolean;
  contender(path: string, trial: Trial): Contender;
}

/** How good what a program saved is: figures by name, shares or correlations, more is better. */
export type Quality = Readonly<Record<string, number>>;

/** The same training, by us and by the program that is known for it. */
export interface Contest {
  /** As `--models` names it. */
  readonly model: string;
  readonly peer: Peer;
  /**
   * The text that both learn from; null where its option was not given.
   * @param corpus words of `--corpus`, as many as `--words` asks for
   */
  text(options: EmbeddingsOptions, corpus: Text | null, folder: string): Promise<Text | null>;
  ours(trial: Trial): Contender;
  /** Null where it cannot be told: its option was not given. */
  qualityOf(output: string, options: EmbeddingsOptions): Promise<Quality | null>;
}
