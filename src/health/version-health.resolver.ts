import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../access/context.js';
import { ModelVersion } from '../models/versions/model-version.entity.js';
import { VersionHealth } from './version-health.js';

@Resolver(() => VersionHealth)
export class VersionHealthResolver {
  @FieldResolver(() => ModelVersion, { description: 'The version.' })
  modelVersion(@Root() health: VersionHealth, @Ctx() context: RequestContext): Promise<ModelVersion> {
    return context.get(ModelVersion, health.modelVersionId);
  }
}
