import { Arg, Authorized, Ctx, Field, InputType, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { Actor } from './actor.entity.js';
import { change, KEY_DESCRIPTION } from './changes/change.js';
import { RequestContext } from './context.js';
import { createProject } from './create-project.js';
import { registerNode } from './nodes.js';
import { Project } from './project.entity.js';
import { Role } from './role.js';

registerNode({ prefix: 'actor', role: Role.VIEWER, load: (context, id) => context.find(Actor, id) });
registerNode({
  prefix: 'project',
  role: Role.VIEWER,
  load: (context, id) => (id === context.projectId ? context.find(Project, id) : Promise.resolve(null)),
});

@InputType({ description: 'A project to make.' })
class CreateProjectInput {
  @Field(() => String, {
    nullable: true,
    description: KEY_DESCRIPTION,
  })
  idempotencyKey?: string | null;

  @Field(() => String, { description: 'Unique name.' })
  name!: string;
}

@ObjectType({ description: 'A new project.' })
class ProjectPayload {
  @Field(() => Project, { description: 'The project.' })
  project!: Project;

  @Field(() => Boolean, { description: 'Whether the key had been used for this very input.' })
  replayed!: boolean;
}

@Resolver()
export class AccessResolver {
  @Authorized(Role.VIEWER)
  @Query(() => Actor, { description: 'Who you are: the actor behind the token.' })
  viewer(@Ctx() context: RequestContext): Actor {
    return context.actor;
  }

  @Authorized(Role.VIEWER)
  @Query(() => Project, { description: 'The project that your token acts in.' })
  project(@Ctx() context: RequestContext): Promise<Project> {
    return context.db.getRepository(Project).findOneByOrFail({ id: context.projectId });
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => ProjectPayload, {
    description:
      'Makes a project. Needs an admin of the project "default"; make a token for it with createApiToken(project:).',
  })
  async createProject(
    @Arg('input', () => CreateProjectInput, { description: 'The project.' }) input: CreateProjectInput,
    @Ctx() context: RequestContext,
  ): Promise<ProjectPayload> {
    const { id, replayed } = await change(
      context,
      { operation: 'createProject', input, summary: `Made the project "${input.name}".` },
      (tx) => createProject(tx, context.actor, input.name, context.clock.now()),
    );
    return { project: await context.db.getRepository(Project).findOneByOrFail({ id }), replayed };
  }
}
