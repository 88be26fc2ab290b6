import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../access/context.js';
import { Worker } from '../../jobs/worker.entity.js';
import { ModelVersion } from '../../models/model-version.entity.js';

@Resolver(() => Worker)
export class WorkerVersionsResolver {
  @FieldResolver(() => [ModelVersion], { description: 'Versions of this project that it has loaded.' })
  async loadedVersions(@Root() worker: Worker, @Ctx() context: RequestContext): Promise<ModelVersion[]> {
    const versions = await Promise.all(worker.loadedVersionIds.map((id) => context.find(ModelVersion, id)));
    return versions.filter((version) => version !== null);
  }
}
