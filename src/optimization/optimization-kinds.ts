import { registerEnumType } from 'type-graphql';

export enum OptimizationPassKind {
  FUSION = 'FUSION',
  DYNAMIC_INT8 = 'DYNAMIC_INT8',
  PRODUCT_QUANTIZATION = 'PRODUCT_QUANTIZATION',
  FEATURE_PRUNING = 'FEATURE_PRUNING',
}

/** Those that are tried unless others are asked for. */
export const USUAL_PASSES = {
  CLASSIFICATION: [OptimizationPassKind.FUSION, OptimizationPassKind.DYNAMIC_INT8],
  MULTI_LABEL: [OptimizationPassKind.FUSION, OptimizationPassKind.DYNAMIC_INT8],
  EMBEDDING: [OptimizationPassKind.PRODUCT_QUANTIZATION],
} as const;

export enum OptimizationObjective {
  LATENCY = 'LATENCY',
  THROUGHPUT = 'THROUGHPUT',
  SIZE = 'SIZE',
}

export enum OptimizationVerdict {
  BETTER = 'BETTER',
  NOT_WORTH_IT = 'NOT_WORTH_IT',
  QUALITY_LOST = 'QUALITY_LOST',
  GOAL_MISSED = 'GOAL_MISSED',
  FAILED = 'FAILED',
}

registerEnumType(OptimizationPassKind, {
  name: 'OptimizationPassKind',
  description: 'A way to make a model smaller or faster.',
  valuesConfig: {
    FUSION: { description: 'Folds constants and fuses neighbouring operators once, rather than at every load.' },
    DYNAMIC_INT8: {
      description:
        'Weights of products and embeddings as 8-bit integers; what they are multiplied with is quantized at run time, each row by itself.',
    },
    PRODUCT_QUANTIZATION: {
      description:
        'Rows of large tables of embeddings as numbers of the nearest of 256 centroids, a byte for four values.',
    },
    FEATURE_PRUNING: {
      description:
        'Of a fastText classifier, only the rows of words and n-grams with the longest vectors, `keepRows` of them; it is not trained again.',
    },
  },
});

registerEnumType(OptimizationObjective, {
  name: 'OptimizationObjective',
  description: 'What an optimization is to improve.',
  valuesConfig: {
    LATENCY: { description: 'Median time of a run of the smallest batch.' },
    THROUGHPUT: { description: 'Rows a second in runs of the largest batch.' },
    SIZE: { description: 'Bytes of all files but evidence.' },
  },
});

registerEnumType(OptimizationVerdict, {
  name: 'OptimizationVerdict',
  description: 'Whether a candidate is worth having in place of its source.',
  valuesConfig: {
    BETTER: { description: 'Better at what was to be improved, and within every limit of the goal.' },
    NOT_WORTH_IT: { description: 'No better at what was to be improved, beyond what chance explains.' },
    QUALITY_LOST: { description: 'It may have lost more quality than the goal allows.' },
    GOAL_MISSED: { description: 'Slower or larger than the goal allows.' },
    FAILED: { description: 'It could not be made, or does not run.' },
  },
});
