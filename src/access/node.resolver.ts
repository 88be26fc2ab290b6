import { Arg, Authorized, Ctx, ID, Query, Resolver } from 'type-graphql';
import { MAX_PAGE_SIZE } from '../graph/connection.js';
import { Node } from '../graph/interfaces.js';
import { LimitExceededError } from '../lib/errors.js';
import { RequestContext } from './context.js';
import { loadNode } from './nodes.js';
import { Role } from './role.js';

@Resolver()
export class NodeResolver {
  @Authorized(Role.VIEWER)
  @Query(() => Node, {
    nullable: true,
    description: 'The object with an id, whatever its type; null when there is none.',
  })
  node(
    @Arg('id', () => ID, { description: 'TypeID of the object.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<object | null> {
    return loadNode(context, id);
  }

  @Authorized(Role.VIEWER)
  @Query(() => [Node], {
    nullable: 'items',
    description: 'The objects with these ids, in the same order; null where there is none.',
  })
  nodes(
    @Arg('ids', () => [ID], { description: 'At most 100 TypeIDs.' }) ids: string[],
    @Ctx() context: RequestContext,
  ): Promise<(object | null)[]> {
    if (ids.length > MAX_PAGE_SIZE)
      throw new LimitExceededError(
        `At most ${MAX_PAGE_SIZE} ids at a time, and ${ids.length} were given.`,
        MAX_PAGE_SIZE,
        ids.length,
      );
    return Promise.all(ids.map((id) => loadNode(context, id)));
  }
}
