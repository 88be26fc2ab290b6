import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../access/context.js';
import { GraphQLBigInt } from '../../graph/scalars.js';
import { Worker } from '../../jobs/presence/worker.entity.js';
import { ModelVersion } from '../../models/versions/model-version.entity.js';
import { DEFAULT_SETTINGS } from '../protocol/serving-settings.js';
import type { ModelReport, WorkerReport } from '../protocol/worker-report.js';
import { ServingSettings } from './serving-settings.js';
import { InferenceLane, ServedModel, ServedModelState } from './worker-inference.js';

/** What an inference worker told of itself; of models, those of the asker's project alone. */
@Resolver(() => Worker)
export class WorkerInferenceResolver {
  @FieldResolver(() => [ModelVersion], { description: 'Versions of this project that it has loaded.' })
  loadedVersions(@Root() worker: Worker, @Ctx() context: RequestContext): Promise<ModelVersion[]> {
    return versionsOf(worker.loadedVersionIds, context);
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether it takes work: for one that infers, that a lane runs with every model it is to have.',
  })
  ready(@Root() worker: Worker): boolean {
    return reportOf(worker)?.ready ?? true;
  }

  @FieldResolver(() => [String], {
    description: 'Devices that it was to use, in order of preference; `models` tells what each is on, and why.',
  })
  devicesRequested(@Root() worker: Worker): readonly string[] {
    return reportOf(worker)?.devicesRequested ?? worker.devices;
  }

  @FieldResolver(() => GraphQLBigInt, {
    nullable: true,
    description:
      'Memory, in bytes, that its lanes and models hold or will hold when they are loaded. Null unless it infers.',
  })
  memoryReservedBytes(@Root() worker: Worker): number | null {
    return reportOf(worker)?.memoryReservedBytes ?? null;
  }

  @FieldResolver(() => GraphQLBigInt, {
    nullable: true,
    description: 'Memory, in bytes, that they may hold: a model beyond it is refused. Null unless it infers.',
  })
  memoryBudgetBytes(@Root() worker: Worker): number | null {
    return reportOf(worker)?.memoryBudgetBytes ?? null;
  }

  @FieldResolver(() => [InferenceLane], { description: 'Processes in which it runs models; none unless it infers.' })
  lanes(@Root() worker: Worker): InferenceLane[] {
    const lanes = reportOf(worker)?.lanes ?? [];
    return lanes.map(({ models, ...lane }) => Object.assign(new InferenceLane(), { ...lane, modelNames: models }));
  }

  @FieldResolver(() => [ServedModel], { description: 'Versions of this project that it is to serve.' })
  async models(@Root() worker: Worker, @Ctx() context: RequestContext): Promise<ServedModel[]> {
    const models = reportOf(worker)?.models ?? [];
    const own = new Set(
      (
        await versionsOf(
          models.map(({ name }) => name),
          context,
        )
      ).map(({ id }) => id),
    );
    return models.filter(({ name }) => own.has(name)).map(servedModel);
  }
}

@Resolver(() => InferenceLane)
export class InferenceLaneResolver {
  @FieldResolver(() => [ModelVersion], { description: 'Versions of this project that it has loaded.' })
  loadedVersions(@Root() lane: InferenceLane, @Ctx() context: RequestContext): Promise<ModelVersion[]> {
    return versionsOf(lane.modelNames, context);
  }
}

@Resolver(() => ServedModel)
export class ServedModelResolver {
  @FieldResolver(() => ModelVersion, { description: 'The version.' })
  modelVersion(@Root() model: ServedModel, @Ctx() context: RequestContext): Promise<ModelVersion> {
    return context.get(ModelVersion, model.name);
  }
}

function reportOf({ report }: Worker): WorkerReport | null {
  return report as WorkerReport | null;
}

async function versionsOf(ids: readonly string[], context: RequestContext): Promise<ModelVersion[]> {
  const versions = await Promise.all(ids.map((id) => context.find(ModelVersion, id)));
  return versions.filter((version) => version !== null);
}

function servedModel(report: ModelReport): ServedModel {
  const { name, state, reason, pinned, predictedBytes, measuredBytes, batching, device } = report;
  const { settings, generation, queueLength, sequenceCount } = report;
  return Object.assign(new ServedModel(), {
    name,
    state: ServedModelState[state],
    reason: reason || null,
    pinned,
    predictedMemoryBytes: predictedBytes,
    measuredMemoryBytes: measuredBytes,
    settings: ServingSettings.of(settings ?? DEFAULT_SETTINGS),
    maxBatchRows: batching?.maxRows ?? null,
    unbatchedReason: batching?.reason ?? null,
    device,
    uncachedReason: generation?.uncachedReason ?? null,
    queueLength,
    sequenceCount,
  });
}
