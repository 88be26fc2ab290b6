import type { DeviceChoice } from '../../onnx/runtime/session.js';
import type { ServingSettings } from './serving-settings.js';
import type { Batching, Generating } from '../lane/lane-messages.js';

/** What our inference workers tell of themselves beyond the protocol, at GET /v2/worker. */
export interface WorkerReport {
  readonly id: string;
  readonly host: string;
  readonly processId: number;
  readonly startedAt: string;
  readonly ready: boolean;
  /** Devices that it is to use, in order of preference. */
  readonly devicesRequested: readonly string[];
  /** Devices that models run on: "cpu", "cuda". */
  readonly devices: readonly string[];
  readonly laneCount: number;
  /** Requests that wait or run. */
  readonly queueLength: number;
  /** Memory of the worker and all its lanes. */
  readonly memoryBytes: number;
  /** What lanes and models are expected to hold: admission of models goes by it. */
  readonly memoryReservedBytes: number;
  readonly memoryBudgetBytes: number;
  readonly lanes: readonly LaneReport[];
  readonly models: readonly ModelReport[];
}

export interface LaneReport {
  readonly index: number;
  /** Null while it is restarted. */
  readonly processId: number | null;
  readonly models: readonly string[];
  readonly memoryBytes: number;
  /** Processes of this lane that died. */
  readonly restartCount: number;
  /** Processes of this lane that were replaced because they did not give memory back. */
  readonly recycleCount: number;
}

export interface ModelReport {
  readonly name: string;
  readonly state: 'LOADING' | 'READY' | 'UNAVAILABLE';
  /** Why it is unavailable. */
  readonly reason: string;
  /** Whether it stays loaded until it is unloaded; another gives way when memory is short. */
  readonly pinned: boolean;
  /** Memory in each lane, going by its files. */
  readonly predictedBytes: number;
  /** Memory in the lane where it takes most; null until it is loaded. */
  readonly measuredBytes: number | null;
  /**
   * How it was asked to be served; `batching` and `device` say how it is. Left out by workers of releases that could not be asked, which
   * serve by default.
   */
  readonly settings?: ServingSettings;
  /** Null until it is loaded. */
  readonly batching: Batching | null;
  readonly device: DeviceChoice | null;
  readonly queueLength: number;
  /** Null for all but language models. */
  readonly generation: Generating | null;
  /** Texts that its lanes generate now. */
  readonly sequenceCount: number;
}
