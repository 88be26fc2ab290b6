import { registerEnumType } from 'type-graphql';

export enum ReleaseState {
  PREPARING = 'PREPARING',
  PROMOTED = 'PROMOTED',
  ROLLED_BACK = 'ROLLED_BACK',
  FAILED = 'FAILED',
}

registerEnumType(ReleaseState, {
  name: 'ReleaseState',
  description: 'How far a release is.',
  valuesConfig: {
    PREPARING: { description: 'Inference workers load the version; what served before still serves.' },
    PROMOTED: { description: 'The version serves.' },
    ROLLED_BACK: { description: 'Someone took it back: what served before serves again.' },
    FAILED: { description: 'The version could not be made ready; what served before still serves.' },
  },
});

const NEXT = {
  PREPARING: [ReleaseState.PROMOTED, ReleaseState.FAILED, ReleaseState.ROLLED_BACK],
  PROMOTED: [ReleaseState.ROLLED_BACK],
  ROLLED_BACK: [],
  FAILED: [],
} as const satisfies Record<ReleaseState, readonly ReleaseState[]>;

export function canBecome(from: ReleaseState, to: ReleaseState): boolean {
  return (NEXT[from] as readonly ReleaseState[]).includes(to);
}

/** Whether nothing will happen to a release by itself any more. */
export function isSettled(state: ReleaseState): boolean {
  return state !== ReleaseState.PREPARING;
}
