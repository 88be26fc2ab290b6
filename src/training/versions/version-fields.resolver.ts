import { type ClassType, Ctx, Field, FieldResolver, Float, ObjectType, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../access/context.js';
import { ModelVersion } from '../../models/versions/model-version.entity.js';
import type { VersionsOfJob } from './training-versions.js';

@ObjectType({ description: 'The answers of a version that a training learns beside its rows.' })
class Distillation {
  @Field(() => ModelVersion, { description: 'Whose answers they are.' })
  teacher!: ModelVersion;

  @Field(() => Float, {
    description:
      'Divides the logits of both before they are compared; 1 for a regression, which has none. Of a study as it was given: trials have another where the space searches it.',
  })
  temperature!: number;

  @Field(() => Float, {
    description:
      "The teacher's share of the loss. Of a study as it was given: trials have another where the space searches it.",
  })
  alpha!: number;
}

/** A job whose trainings may build on versions. */
interface BuildsOnVersions {
  readonly versions: VersionsOfJob;
}

/** Fields of the versions that a job builds on. @param type of the job */
export function versionFieldsOf(type: () => ClassType<BuildsOnVersions>) {
  @Resolver(type)
  abstract class VersionFieldsResolver {
    @FieldResolver(() => ModelVersion, {
      nullable: true,
      description: 'The version that training begins from; null when it begins from nothing.',
    })
    initialVersion(
      @Root() { versions }: BuildsOnVersions,
      @Ctx() context: RequestContext,
    ): Promise<ModelVersion | null> {
      const { initialVersion } = versions;
      return initialVersion ? context.find(ModelVersion, initialVersion.id) : Promise.resolve(null);
    }

    @FieldResolver(() => ModelVersion, {
      nullable: true,
      description:
        'The version whose tokens are taken; null when training makes its own, or has those of initialVersion.',
    })
    tokenizerFrom(
      @Root() { versions }: BuildsOnVersions,
      @Ctx() context: RequestContext,
    ): Promise<ModelVersion | null> {
      const { tokenizerFrom } = versions;
      return tokenizerFrom ? context.find(ModelVersion, tokenizerFrom.id) : Promise.resolve(null);
    }

    @FieldResolver(() => Distillation, { nullable: true, description: 'The answers that are learned; null for none.' })
    async distillation(
      @Root() { versions }: BuildsOnVersions,
      @Ctx() context: RequestContext,
    ): Promise<Distillation | null> {
      if (!versions.distillation) return null;
      const { teacher, temperature, alpha } = versions.distillation;
      return { teacher: await context.get(ModelVersion, teacher.id), temperature, alpha };
    }
  }
  return VersionFieldsResolver;
}
