/** A model as a rewrite left it. */
export interface RewrittenModel {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What was done, for a person: "12 MatMul and 1 Gather to int8". */
  readonly summary: string;
}
