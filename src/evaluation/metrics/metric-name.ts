import { registerEnumType } from 'type-graphql';

/** What was measured. */
export enum MetricName {
  ACCURACY = 'ACCURACY',
  F1_MACRO = 'F1_MACRO',
  F1_MICRO = 'F1_MICRO',
  PRECISION = 'PRECISION',
  RECALL = 'RECALL',
  PRECISION_MICRO = 'PRECISION_MICRO',
  RECALL_MICRO = 'RECALL_MICRO',
  PRECISION_AT_1 = 'PRECISION_AT_1',
  RECALL_AT_1 = 'RECALL_AT_1',
  LOG_LOSS = 'LOG_LOSS',
  CALIBRATION_ERROR = 'CALIBRATION_ERROR',
  MEAN_ABSOLUTE_ERROR = 'MEAN_ABSOLUTE_ERROR',
  ROOT_MEAN_SQUARED_ERROR = 'ROOT_MEAN_SQUARED_ERROR',
  R_SQUARED = 'R_SQUARED',
  ANALOGY_ACCURACY = 'ANALOGY_ACCURACY',
  ANALOGY_ACCURACY_MULTIPLICATIVE = 'ANALOGY_ACCURACY_MULTIPLICATIVE',
  WORD_SIMILARITY = 'WORD_SIMILARITY',
  COVERAGE = 'COVERAGE',
  LATENCY_P50 = 'LATENCY_P50',
  LATENCY_P95 = 'LATENCY_P95',
  THROUGHPUT = 'THROUGHPUT',
  SIZE = 'SIZE',
}

export enum Unit {
  SHARE = 'SHARE',
  NATS = 'NATS',
  MILLISECONDS = 'MILLISECONDS',
  PER_SECOND = 'PER_SECOND',
  BYTES = 'BYTES',
  CORRELATION = 'CORRELATION',
  VALUE = 'VALUE',
}

export interface MetricKind {
  readonly unit: Unit;
  readonly higherIsBetter: boolean;
  /** A change whose whole interval is smaller than this counts as none: in the metric's unit, or a share of the baseline. */
  readonly sameWithin: { readonly absolute: number } | { readonly relative: number };
}

const QUALITY: MetricKind = { unit: Unit.SHARE, higherIsBetter: true, sameWithin: { absolute: 0.005 } };
const VALUE_ERROR: MetricKind = { unit: Unit.VALUE, higherIsBetter: false, sameWithin: { relative: 0.005 } };
const LATENCY: MetricKind = { unit: Unit.MILLISECONDS, higherIsBetter: false, sameWithin: { relative: 0.02 } };

export const METRICS: Readonly<Record<MetricName, MetricKind>> = {
  ACCURACY: QUALITY,
  F1_MACRO: QUALITY,
  F1_MICRO: QUALITY,
  PRECISION: QUALITY,
  RECALL: QUALITY,
  PRECISION_MICRO: QUALITY,
  RECALL_MICRO: QUALITY,
  PRECISION_AT_1: QUALITY,
  RECALL_AT_1: QUALITY,
  LOG_LOSS: { unit: Unit.NATS, higherIsBetter: false, sameWithin: { absolute: 0.005 } },
  CALIBRATION_ERROR: { unit: Unit.SHARE, higherIsBetter: false, sameWithin: { absolute: 0.005 } },
  MEAN_ABSOLUTE_ERROR: VALUE_ERROR,
  ROOT_MEAN_SQUARED_ERROR: VALUE_ERROR,
  R_SQUARED: QUALITY,
  ANALOGY_ACCURACY: QUALITY,
  ANALOGY_ACCURACY_MULTIPLICATIVE: QUALITY,
  WORD_SIMILARITY: { unit: Unit.CORRELATION, higherIsBetter: true, sameWithin: { absolute: 0.005 } },
  COVERAGE: QUALITY,
  LATENCY_P50: LATENCY,
  LATENCY_P95: LATENCY,
  THROUGHPUT: { unit: Unit.PER_SECOND, higherIsBetter: true, sameWithin: { relative: 0.02 } },
  SIZE: { unit: Unit.BYTES, higherIsBetter: false, sameWithin: { relative: 0.001 } },
};

registerEnumType(MetricName, {
  name: 'MetricName',
  description: 'What was measured.',
  valuesConfig: {
    ACCURACY: {
      description:
        'Share of rows whose most probable label is the right one; for MULTI_LABEL, that were given all of their labels and no other.',
    },
    F1_MACRO: { description: 'Harmonic mean of precision and recall of each label, averaged over labels.' },
    F1_MICRO: { description: 'F1 over all decisions together; with one label a row it is the accuracy.' },
    PRECISION: { description: 'Share of right ones among the rows given a label, averaged over labels.' },
    RECALL: { description: "Share of a label's rows that were given it, averaged over labels." },
    PRECISION_MICRO: { description: 'Share of right ones among all labels that rows were given.' },
    RECALL_MICRO: { description: 'Share of the labels of all rows that these were given.' },
    PRECISION_AT_1: {
      description: 'Share of the rows with labels whose most probable label, given or not, is one of theirs.',
    },
    RECALL_AT_1: { description: 'Share of the labels of all rows that are the most probable one of their row.' },
    LOG_LOSS: {
      description:
        'Mean negative log likelihood of the right label, in nats; for MULTI_LABEL, of each label being there or not, averaged over labels.',
    },
    CALIBRATION_ERROR: {
      description: 'How far probabilities are from the share of right answers, over 15 bins of equal width.',
    },
    MEAN_ABSOLUTE_ERROR: { description: 'Mean distance of a number that is answered to the right one.' },
    ROOT_MEAN_SQUARED_ERROR: { description: 'Root of the mean of the squares of these distances.' },
    R_SQUARED: {
      description:
        'Share of the variance of the right numbers that the answers explain: 1 less the squared errors over those of their mean. Below 0 where the mean would do better.',
    },
    ANALOGY_ACCURACY: {
      description:
        'Share of analogies completed with the right word, of those whose words are known: by the sum of cosines (3CosAdd).',
    },
    ANALOGY_ACCURACY_MULTIPLICATIVE: { description: 'The same by the product of cosines (3CosMul).' },
    WORD_SIMILARITY: {
      description:
        "Spearman's rank correlation of people's ratings of pairs of words and the cosines of their vectors.",
    },
    COVERAGE: { description: 'Share of the questions or pairs of a test whose words are all known.' },
    LATENCY_P50: { description: 'Time of a run that half of all runs keep below, in milliseconds.' },
    LATENCY_P95: { description: 'Time of a run that 95% of all runs keep below, in milliseconds.' },
    THROUGHPUT: { description: 'Rows a second.' },
    SIZE: { description: 'Bytes of all files of a version.' },
  },
});

registerEnumType(Unit, {
  name: 'Unit',
  description: 'What a value is counted in.',
  valuesConfig: {
    SHARE: { description: '0 to 1.' },
    NATS: { description: 'Natural logarithms of probabilities.' },
    MILLISECONDS: { description: 'Thousandths of a second.' },
    PER_SECOND: { description: 'A number each second.' },
    BYTES: { description: 'Bytes.' },
    CORRELATION: { description: '-1 to 1.' },
    VALUE: { description: 'The unit of the numbers that a model answers.' },
  },
});
