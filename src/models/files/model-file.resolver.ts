import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../access/context.js';
import { GraphQLURL } from '../../graph/scalars.js';
import { ModelFile } from './model-file.entity.js';

@Resolver(() => ModelFile)
export class ModelFileResolver {
  @FieldResolver(() => GraphQLURL, {
    description: 'Where its bytes are. Asks for the same token as the API; does not expire.',
  })
  downloadUrl(@Root() file: ModelFile, @Ctx() context: RequestContext): URL {
    return new URL(`${context.config.publicUrl}/files/${file.modelVersionId}/${file.path}`);
  }
}
