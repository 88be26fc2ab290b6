import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { Actor } from '../../access/actor.entity.js';
import { RequestContext } from '../../access/context.js';

@ObjectType({ description: 'A model that was made elsewhere and registered here.' })
export class UploadOrigin {
  uploadedById!: string;

  @Field(() => String, { description: 'What the model file was called.' })
  fileName!: string;

  @Field(() => String, { nullable: true, description: 'Where it came from, in the words of whoever brought it.' })
  note!: string | null;
}

@Resolver(() => UploadOrigin)
export class UploadOriginResolver {
  @FieldResolver(() => Actor, { description: 'Who brought it.' })
  uploadedBy(@Root() origin: UploadOrigin, @Ctx() context: RequestContext): Promise<Actor> {
    return context.get(Actor, origin.uploadedById);
  }
}
