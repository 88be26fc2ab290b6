/** A version as passes rewrite it: the graph with all its weights in it, and the files beside it that serving needs, by their paths. */
export interface RewritableVersion {
  readonly graph: Uint8Array;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export interface RewrittenVersion extends RewritableVersion {
  /** What was done, for a person. */
  readonly summary: string;
}
