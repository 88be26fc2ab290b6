import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Actor } from '../access/actor.entity.js';
import { RequestContext } from '../access/context.js';
import { loadNode } from '../access/nodes.js';
import { Node } from '../graph/interfaces.js';
import { Artifact } from './artifact.js';
import { LineageStep } from './lineage-step.entity.js';

@Resolver(() => LineageStep)
export class LineageStepResolver {
  @FieldResolver(() => Actor, { description: 'Who did it.' })
  actor(@Root() step: LineageStep, @Ctx() context: RequestContext): Promise<Actor> {
    return context.get(Actor, step.actorId);
  }

  @FieldResolver(() => [Artifact], { description: 'What it was made from.' })
  async inputs(@Root() step: LineageStep, @Ctx() context: RequestContext): Promise<object[]> {
    const inputs = await Promise.all(step.inputIds.map((id) => loadNode(context, id)));
    return inputs.filter((input) => input !== null);
  }

  @FieldResolver(() => Artifact, { nullable: true, description: 'What it made; null for a release.' })
  output(@Root() step: LineageStep, @Ctx() context: RequestContext): Promise<object | null> {
    return step.outputId ? loadNode(context, step.outputId) : Promise.resolve(null);
  }

  @FieldResolver(() => Node, { nullable: true, description: 'The job or release that did it; null for an upload.' })
  subject(@Root() step: LineageStep, @Ctx() context: RequestContext): Promise<object | null> {
    return step.subjectId ? loadNode(context, step.subjectId) : Promise.resolve(null);
  }
}
