import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../access/context.js';
import { GraphQLURL } from '../../graph/scalars.js';
import { PIPELINE_PATH } from '../../pipelines/load-pipeline.js';
import { parsePipelineFile } from '../../pipelines/pipeline-file.js';
import { filesOfVersion } from '../files/files-of-version.js';
import { ModelVersion } from '../versions/model-version.entity.js';
import { Model, ModelTask } from '../model.entity.js';

/** Below the address of a gateway: /fasttext/<version id>. */
export const FASTTEXT_PATH = '/fasttext/';

@Resolver(() => ModelVersion)
export class FastTextUrlResolver {
  @FieldResolver(() => GraphQLURL, {
    nullable: true,
    description:
      'Where it is as a .bin that `fasttext predict` reads; null where it is no fastText classifier. Asks for the same token as the API.',
  })
  async fastTextUrl(@Root() version: ModelVersion, @Ctx() context: RequestContext): Promise<URL | null> {
    const { task } = await context.get(Model, version.modelId);
    if (task !== ModelTask.CLASSIFICATION && task !== ModelTask.MULTI_LABEL) return null;
    const files = await context.load(filesOfVersion, version.id);
    const pipeline = files.find(({ path }) => path === PIPELINE_PATH);
    const json = pipeline && Buffer.from(await context.blobs.readBytes(pipeline.digest)).toString();
    if (json === undefined || parsePipelineFile(json).input !== 'bag') return null;
    return new URL(`${context.config.publicUrl}${FASTTEXT_PATH}${version.id}`);
  }
}
