import { describe, expect, test } from '@jest/globals';
import { type AtRungs, furthest, promotable, rungsOf } from '../../../../src/training/tuning/search/asha.js';
import { nextStep, type SearchSettings, type SearchTrial } from '../../../../src/training/tuning/search/next-step.js';
import { bestFirst, type Losses, paretoRanks } from '../../../../src/training/tuning/search/pareto.js';
import {
  boundsOf,
  type Dimension,
  type Parameters,
  parametersAt,
  placeOf,
} from '../../../../src/training/tuning/search/space.js';

const range = (setting: string, from: number, to: number, more: object = {}): Dimension => ({
  ...{ setting, kind: 'range', from, to, logarithmic: false, step: null },
  ...more,
});

/** The best loss of a study of a function whose trials end one by one. */
function search(settings: SearchSettings, losses: (parameters: Parameters) => Losses): SearchTrial[] {
  const trials: SearchTrial[] = [];
  for (;;) {
    const step = nextStep(settings, trials);
    if (step.kind !== 'begin') return trials;
    const { parameters } = step;
    trials.push({ number: trials.length + 1, parameters, reports: [losses(parameters)], state: 'COMPLETED' });
  }
}

const lowest = (trials: readonly SearchTrial[]) => Math.min(...trials.map(({ reports }) => reports[0]![0]!));
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

describe('a space', () => {
  test('whole numbers of a range are as likely as one another, at its ends too', () => {
    const space = [range('layers', 1, 4, { step: 1 })];
    const values = Array.from({ length: 1_000 }, (_, at) => parametersAt(space, [(at + 0.5) / 1_000]).layers);
    expect([1, 2, 3, 4].map((value) => values.filter((drawn) => drawn === value).length)).toEqual([250, 250, 250, 250]);
  });

  test('a logarithmic range gives each power of ten the same share', () => {
    const space = [range('l2', 1e-4, 1, { logarithmic: true })];
    expect([0, 0.25, 0.5, 1].map((at) => Number(parametersAt(space, [at]).l2).toPrecision(3))).toEqual([
      '0.000100',
      '0.00100',
      '0.0100',
      '1.00',
    ]);
  });

  test('steps are counted from the first value and never pass the last', () => {
    const space = [range('dropout', 0.1, 0.5, { step: 0.15 })];
    const values = new Set(Array.from({ length: 101 }, (_, at) => parametersAt(space, [at / 101]).dropout));
    expect([...values]).toEqual([0.1, 0.25, 0.4]);
  });

  test('the bounds of a setting are the least and most that a trial has of it', () => {
    const space: Dimension[] = [
      range('wordNgrams', 1, 4, { step: 2 }),
      range('dropout', 0.1, 0.5, { step: 0.2 }),
      range('l2', 1e-4, 1, { logarithmic: true }),
      { setting: 'minCount', kind: 'choice', choices: [5, 1, 3] },
      { setting: 'cell', kind: 'choice', choices: ['LSTM', 'GRU'] },
    ];
    expect(['wordNgrams', 'dropout', 'l2', 'minCount', 'cell', 'other'].map((name) => boundsOf(space, name))).toEqual([
      { least: 1, most: 3 },
      { least: 0.1, most: 0.5 },
      { least: 1e-4, most: 1 },
      { least: 1, most: 5 },
      null,
      null,
    ]);
  });

  test('the place of parameters leads back to them', () => {
    const space: Dimension[] = [
      range('size', 8, 256, { logarithmic: true, step: 8 }),
      { setting: 'cell', kind: 'choice', choices: ['LSTM', 'GRU', 'ELMAN'] },
      { setting: 'tied', kind: 'choice', choices: [true, false] },
    ];
    const parameters = { size: 64, cell: 'GRU', tied: false };
    expect(parametersAt(space, placeOf(space, parameters))).toEqual(parameters);
  });
});

describe('TPE', () => {
  // Known functions with their minimum at 0.
  const branin = ({ x, y }: Parameters): Losses => {
    const [a, b] = [Number(x), Number(y)];
    const curve = b - (5.1 / (4 * Math.PI ** 2)) * a ** 2 + (5 / Math.PI) * a - 6;
    return [curve ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(a) + 10 - 0.397887];
  };
  const mixed = ({ rate, layers, cell }: Parameters): Losses => [
    (Math.log10(Number(rate)) + 2.5) ** 2 + 0.3 * (Number(layers) - 3) ** 2 + (cell === 'GRU' ? 0 : 1),
  ];
  test.each([
    ["Branin's function", [range('x', -5, 10), range('y', 0, 15)], branin],
    [
      'a function of a logarithmic, a whole and a chosen setting',
      [
        range('rate', 1e-5, 1, { logarithmic: true }),
        range('layers', 1, 6, { step: 1 }),
        { setting: 'cell', kind: 'choice', choices: ['LSTM', 'GRU', 'ELMAN', 'RNN'] },
      ],
      mixed,
    ],
  ] as [string, Dimension[], (parameters: Parameters) => Losses][])(
    'finds better places of %s than random search in as many trials',
    (_, space, losses) => {
      const bestOf = (sampler: SearchSettings['sampler']) =>
        Array.from({ length: 11 }, (__, seed) =>
          lowest(search({ space, sampler, asha: null, maxTrials: 50, seed }, losses)),
        );
      const [random, tpe] = [bestOf('RANDOM'), bestOf('TPE')];
      expect(median(tpe)).toBeLessThan(median(random) / 2);
      expect(tpe.filter((best, seed) => best < random[seed]!).length).toBeGreaterThan(7);
    },
  );

  test('with two objectives more of its trials come near the Pareto front than of random search', () => {
    // The front is at y = 0: x is the trade.
    const space = [range('x', 0, 1), range('y', 0, 1), range('z', 0, 1)];
    const losses = ({ x, y, z }: Parameters): Losses => [
      Number(x) + Number(y) + Number(z),
      1 - Number(x) + Number(y) + Number(z),
    ];
    const nearOf = (sampler: SearchSettings['sampler'], seed: number) =>
      search({ space, sampler, asha: null, maxTrials: 60, seed }, losses).filter(
        ({ parameters: { y, z } }) => Number(y) + Number(z) < 0.2,
      ).length;
    for (let seed = 0; seed < 4; seed++) expect(nearOf('TPE', seed)).toBeGreaterThan(2 * nearOf('RANDOM', seed));
  });

  test('the same seed repeats a study, and trials that failed are no reason to stop', () => {
    const space = [range('x', -1, 1)];
    const settings = { space, sampler: 'TPE', asha: null, maxTrials: 30, seed: 3 } as const;
    const run = () => {
      const trials: SearchTrial[] = [];
      for (;;) {
        const step = nextStep(settings, trials);
        if (step.kind !== 'begin') return trials;
        const x = Number(step.parameters.x);
        const base = { number: trials.length + 1, parameters: step.parameters };
        trials.push(
          x < 0
            ? { ...base, reports: [], state: 'FAILED' }
            : { ...base, reports: [[(x - 0.6) ** 2]], state: 'COMPLETED' },
        );
      }
    };
    const trials = run();
    expect(run()).toEqual(trials);
    expect(trials).toHaveLength(30);
    const failed = (part: SearchTrial[]) => part.filter(({ state }) => state === 'FAILED').length / part.length;
    expect(failed(trials.slice(15))).toBeLessThan(failed(trials.slice(0, 15)));
  });
});

describe('a Pareto front', () => {
  test('ranks points by how many fronts are before theirs', () => {
    expect(
      paretoRanks([
        [1, 4],
        [2, 2],
        [4, 1],
        [3, 3],
        [4, 4],
        [2, 2],
      ]),
    ).toEqual([0, 0, 0, 1, 2, 0]);
  });

  test('points with more room around them come first within a front', () => {
    const points = [
      [0, 10],
      [4, 6],
      [5, 5],
      [10, 0],
      [11, 11],
    ];
    expect(bestFirst(points).slice(2)).toEqual([2, 1, 4]);
  });
});

describe('asynchronous successive halving', () => {
  const trial = (number: number, losses: number[], paused = true): AtRungs => ({ number, losses, paused });

  test('rungs are the least epochs times powers of the reduction factor, below the end', () => {
    expect(rungsOf({ minEpochs: 1, maxEpochs: 27, reductionFactor: 3 })).toEqual([1, 3, 9]);
    expect(rungsOf({ minEpochs: 2, maxEpochs: 30, reductionFactor: 4 })).toEqual([2, 8]);
  });

  // Worked by hand, with a reduction factor of 3 and the rungs 0 and 1 before the end.
  test.each<[string, AtRungs[], number | null]>([
    ['two of three have reported: none is promoted', [trial(1, [0.5]), trial(2, [0.4])], null],
    ['of three the best is', [trial(1, [0.5]), trial(2, [0.4]), trial(3, [0.6])], 2],
    ['once it has gone on, none is', [trial(1, [0.5]), trial(2, [0.4], false), trial(3, [0.6])], null],
    [
      'a late trial that is the best of six goes on beside it',
      [trial(1, [0.5]), trial(2, [0.4], false), trial(3, [0.6]), trial(4, [0.3]), trial(5, [0.9]), trial(6, [0.8])],
      4,
    ],
    [
      'the best third counts those that went on: the second best waits no longer',
      [trial(1, [0.5]), trial(2, [0.4, 0.2]), trial(3, [0.6]), trial(4, [0.7]), trial(5, [0.9]), trial(6, [0.8])],
      1,
    ],
    [
      'the highest rung comes first',
      [
        trial(1, [0.1, 0.3]),
        trial(2, [0.2, 0.2]),
        trial(3, [0.3, 0.4]),
        ...[4, 5, 6, 7, 8, 9, 10, 11, 12].map((number) => trial(number, [0.05 * number])),
      ],
      2,
    ],
    [
      'one that failed on its way up leaves its place to nobody',
      [trial(1, [0.5]), trial(2, [0.4], false), trial(3, [0.6], false)],
      null,
    ],
  ])('%s', (_, trials, promoted) => {
    expect(promotable(trials, 2, 3)).toBe(promoted);
  });

  test('equal losses: the older trial goes on', () => {
    expect(promotable([trial(3, [0.4]), trial(1, [0.4]), trial(2, [0.4])], 1, 3)).toBe(1);
  });

  test('too few trials to promote one to the end: the best of those that came furthest goes', () => {
    expect(furthest([trial(1, [0.1]), trial(2, [0.3, 0.4]), trial(3, [0.2, 0.5])], 2)).toBe(2);
    expect(furthest([trial(1, [0.1], false)], 2)).toBeNull();
  });

  test('a study takes a fraction of the epochs of all trials, and its best goes to the end', () => {
    const asha = { minEpochs: 1, maxEpochs: 27, reductionFactor: 3 };
    const settings: SearchSettings = { space: [range('x', 0, 1)], sampler: 'RANDOM', asha, maxTrials: 60, seed: 5 };
    const rungs = [...rungsOf(asha), asha.maxEpochs];
    const trials: SearchTrial[] = [];
    let epochs = 0;
    for (;;) {
      const step = nextStep(settings, trials);
      if (step.kind === 'end') break;
      const at = step.kind === 'begin' ? trials.length : step.kind === 'promote' ? step.number - 1 : -1;
      const { parameters, reports } =
        step.kind === 'begin' ? { parameters: step.parameters, reports: [] } : trials[at]!;
      const rung = reports.length;
      epochs += rungs[rung]! - (rungs[rung - 1] ?? 0);
      const state = rung === rungs.length - 1 ? 'COMPLETED' : 'PAUSED';
      trials[at] = { number: at + 1, parameters, reports: [...reports, [Number(parameters.x) / rungs[rung]!]], state };
    }
    const completed = trials.filter(({ state }) => state === 'COMPLETED');
    const best = trials.reduce((a, b) => (Number(b.parameters.x) < Number(a.parameters.x) ? b : a));
    expect(completed.map(({ number }) => number)).toContain(best.number);
    expect(epochs).toBeLessThan((60 * 27) / 5);
  });
});
