import { Ctx, FieldResolver, Resolver, Root, createUnionType } from 'type-graphql';
import { RequestContext } from '../access/context.js';
import { JobRow } from '../jobs/job.entity.js';
import { ModelVersion } from '../models/versions/model-version.entity.js';
import { UploadOrigin } from '../models/registration/upload-origin.js';
import { OptimizationJob } from './optimization-job.entity.js';
import { TrainingJob } from '../training/training-job.entity.js';

const ModelOrigin = createUnionType({
  name: 'ModelOrigin',
  description: 'How a model version came to be.',
  types: () => [TrainingJob, OptimizationJob, UploadOrigin] as const,
});

@Resolver(() => ModelVersion)
export class ModelOriginResolver {
  @FieldResolver(() => ModelOrigin, { description: 'The job that made it, or who brought it.' })
  async origin(@Root() { origin }: ModelVersion, @Ctx() context: RequestContext): Promise<object> {
    return 'jobId' in origin ? context.get(JobRow, origin.jobId) : Object.assign(new UploadOrigin(), origin);
  }
}
