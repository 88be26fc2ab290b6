import type { ModelConfiguration, TensorConfiguration } from '../protocol/model-configuration.js';
import type { DurationTotal, ModelStatisticsReport } from '../protocol/statistics.js';
import { DataType, type StatisticDuration } from './generated/open-inference_pb.js';
import type { NewResponse, ResponseOf } from './service.js';

/** Statistics as the extension over HTTP has them. */
export function readGrpcStatistics({ modelStats }: ResponseOf<'modelStatistics'>): ModelStatisticsReport[] {
  return modelStats.map(({ inferenceStats: of, batchStats, ...model }) => ({
    name: model.name,
    version: model.version,
    last_inference: Number(model.lastInference),
    inference_count: Number(model.inferenceCount),
    execution_count: Number(model.executionCount),
    inference_stats: {
      success: total(of?.success),
      fail: total(of?.fail),
      queue: total(of?.queue),
      compute_input: total(of?.computeInput),
      compute_infer: total(of?.computeInfer),
      compute_output: total(of?.computeOutput),
      cache_hit: total(of?.cacheHit),
      cache_miss: total(of?.cacheMiss),
    },
    batch_stats: batchStats.map((batch) => ({
      batch_size: Number(batch.batchSize),
      compute_input: total(batch.computeInput),
      compute_infer: total(batch.computeInfer),
      compute_output: total(batch.computeOutput),
    })),
  }));
}

export function writeGrpcStatistics(reports: readonly ModelStatisticsReport[]): NewResponse<'modelStatistics'> {
  return {
    modelStats: reports.map(({ inference_stats: of, batch_stats: batches, ...model }) => ({
      name: model.name,
      version: model.version,
      lastInference: BigInt(model.last_inference),
      inferenceCount: BigInt(model.inference_count),
      executionCount: BigInt(model.execution_count),
      inferenceStats: {
        success: duration(of.success),
        fail: duration(of.fail),
        queue: duration(of.queue),
        computeInput: duration(of.compute_input),
        computeInfer: duration(of.compute_infer),
        computeOutput: duration(of.compute_output),
        cacheHit: duration(of.cache_hit),
        cacheMiss: duration(of.cache_miss),
      },
      batchStats: batches.map((batch) => ({
        batchSize: BigInt(batch.batch_size),
        computeInput: duration(batch.compute_input),
        computeInfer: duration(batch.compute_infer),
        computeOutput: duration(batch.compute_output),
      })),
    })),
  };
}

/** A configuration as the extension over HTTP has it; null when the server told none. */
export function readGrpcConfiguration({ config }: ResponseOf<'modelConfig'>): ModelConfiguration | null {
  if (!config) return null;
  const { name, platform, backend, maxBatchSize, input, output, dynamicBatching } = config;
  const described = (tensors: typeof input | typeof output): TensorConfiguration[] =>
    tensors.map((tensor) => ({
      name: tensor.name,
      data_type: DataType[tensor.dataType],
      dims: tensor.dims.map(Number),
    }));
  return {
    name,
    platform,
    backend,
    max_batch_size: maxBatchSize,
    input: described(input),
    output: described(output),
    ...(dynamicBatching && {
      dynamic_batching: {
        preferred_batch_size: dynamicBatching.preferredBatchSize,
        max_queue_delay_microseconds: Number(dynamicBatching.maxQueueDelayMicroseconds),
      },
    }),
  };
}

export function writeGrpcConfiguration(model: ModelConfiguration): NewResponse<'modelConfig'> {
  const described = (tensors: readonly TensorConfiguration[]) =>
    tensors.map(({ name, data_type: type, dims }) => ({
      name,
      dataType: DataType[type as keyof typeof DataType],
      dims: dims.map(BigInt),
    }));
  const { name, platform, backend, max_batch_size: maxBatchSize, input, output, dynamic_batching: batching } = model;
  return {
    config: {
      name,
      platform,
      backend,
      maxBatchSize,
      input: described(input),
      output: described(output),
      ...(batching && { dynamicBatching: {} }),
    },
  };
}

function total(duration: StatisticDuration | undefined): DurationTotal {
  return { count: Number(duration?.count ?? 0), ns: Number(duration?.ns ?? 0) };
}

function duration({ count, ns }: DurationTotal): { count: bigint; ns: bigint } {
  return { count: BigInt(count), ns: BigInt(ns) };
}
