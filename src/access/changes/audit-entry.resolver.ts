import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { ConnectionArgs, type Page, connectionOf } from '../../graph/connection.js';
import { Node } from '../../graph/interfaces.js';
import { newestFirst, paginate } from '../../graph/paginate.js';
import { Actor } from '../actor.entity.js';
import { RequestContext } from '../context.js';
import { loadNode, registerNode } from '../nodes.js';
import { Role } from '../role.js';
import { AuditEntry } from './audit-entry.entity.js';

const AuditEntryConnection = connectionOf('AuditEntry', () => AuditEntry, { counted: false });

registerNode({ prefix: 'audit', role: Role.ADMIN, load: (context, id) => context.find(AuditEntry, id) });

@Resolver(() => AuditEntry)
export class AuditEntryResolver {
  @Authorized(Role.ADMIN)
  @Query(() => AuditEntryConnection, { description: 'Every mutation that took effect in this project, newest first.' })
  auditTrail(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg('actor', () => ID, { nullable: true, description: 'Only what this actor did.' }) actor: string | null,
    @Arg('target', () => ID, { nullable: true, description: 'Only what was done to this object.' })
    target: string | null,
    @Arg('operation', () => String, { nullable: true, description: 'Only this mutation.' }) operation: string | null,
    @Ctx() context: RequestContext,
  ): Promise<Page<AuditEntry>> {
    const query = context.db
      .getRepository(AuditEntry)
      .createQueryBuilder('entry')
      .where({ projectId: context.projectId });
    if (actor) query.andWhere({ actorId: actor });
    if (target) query.andWhere({ targetId: target });
    if (operation) query.andWhere({ operation });
    return paginate(query, args, newestFirst('entry'));
  }

  @FieldResolver(() => Actor, { description: 'Who did it.' })
  actor(@Root() entry: AuditEntry, @Ctx() context: RequestContext): Promise<Actor> {
    return context.get(Actor, entry.actorId);
  }

  @FieldResolver(() => Node, { nullable: true, description: 'What it was done to; null when that is gone.' })
  target(@Root() entry: AuditEntry, @Ctx() context: RequestContext): Promise<object | null> {
    return entry.targetId ? loadNode(context, entry.targetId) : Promise.resolve(null);
  }
}
