import { registerEnumType } from 'type-graphql';

/** How the settings of the next trial are found. */
export enum TuningSampler {
  RANDOM = 'RANDOM',
  TPE = 'TPE',
}

export enum TuningDirection {
  MINIMIZE = 'MINIMIZE',
  MAXIMIZE = 'MAXIMIZE',
}

export enum TrialState {
  WAITING = 'WAITING',
  RUNNING = 'RUNNING',
  PAUSED = 'PAUSED',
  COMPLETED = 'COMPLETED',
  FAILED = 'FAILED',
  STOPPED = 'STOPPED',
}

registerEnumType(TuningSampler, {
  name: 'TuningSampler',
  description: 'How the settings of the next trial are found.',
  valuesConfig: {
    RANDOM: { description: 'Drawn evenly from the space.' },
    TPE: {
      description:
        'By a tree-structured Parzen estimator: more like those of good trials than of others, after ten that are drawn at random.',
    },
  },
});

registerEnumType(TuningDirection, {
  name: 'TuningDirection',
  description: 'Which values of a figure are better.',
  valuesConfig: {
    MINIMIZE: { description: 'Lower ones.' },
    MAXIMIZE: { description: 'Higher ones.' },
  },
});

registerEnumType(TrialState, {
  name: 'TrialState',
  description: 'Where a trial is in its study.',
  valuesConfig: {
    WAITING: { description: 'Waits for a worker.' },
    RUNNING: { description: 'A worker trains it.' },
    PAUSED: {
      description: 'Waits, with its checkpoint, while others have better values: it goes on when it is among the best.',
    },
    COMPLETED: { description: 'Trained to its end.' },
    FAILED: { description: 'Ended with a failure, which its job tells.' },
    STOPPED: { description: 'Stopped before its end: by someone, or because its study ended.' },
  },
});
