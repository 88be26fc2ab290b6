/** How much rows count by their labels: all alike, or each label as much as any other. */
export enum ClassWeighting {
  NONE = 'NONE',
  BALANCED = 'BALANCED',
}
