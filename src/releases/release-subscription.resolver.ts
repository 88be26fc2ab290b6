import { Arg, Ctx, Authorized, Field, FieldResolver, ID, ObjectType, Resolver, Root, Subscription } from 'type-graphql';
import { type RequestContext as Context, RequestContext } from '../access/context.js';
import { freshly, persistently } from '../access/subscription.js';
import { Role } from '../access/role.js';
import { GraphQLCursor, GraphQLDateTime } from '../graph/scalars.js';
import { LedgerChange } from './deployments/ledger-entry.entity.js';
import { ReleaseState, isSettled } from './release-state.js';
import { Release } from './release.entity.js';

/** A release has three events at most: started, promoted, rolled back. */
const EVENTS_OF_A_RELEASE = 10;

@ObjectType({ description: 'Something happened to a release.' })
export class ReleaseEvent {
  releaseId!: string;

  @Field(() => GraphQLCursor, { description: 'Hand to releaseUpdated(after:) to go on behind this event.' })
  cursor!: string;

  @Field(() => GraphQLDateTime, { description: 'When it happened.' })
  at!: Date;

  @Field(() => ReleaseState, { description: 'State that the release went to.' })
  state!: ReleaseState;

  @Field(() => LedgerChange, {
    nullable: true,
    description: 'What happened; null in the first event, which tells the present state.',
  })
  change!: LedgerChange | null;
}

@Resolver(() => ReleaseEvent)
export class ReleaseSubscriptionResolver {
  @Authorized(Role.VIEWER)
  @Subscription(() => ReleaseEvent, {
    subscribe: ({ args, context }) =>
      freshly(context as Context, releaseEvents(context as Context, args as { id: string; after?: string | null })),
    description:
      'Events of a release; the present state comes first unless `after` is given. Completes when the release is settled.',
  })
  releaseUpdated(
    @Root() event: ReleaseEvent,
    @Arg('id', () => ID, { description: 'Id of the release.' }) _id: string,
    @Arg('after', () => GraphQLCursor, { nullable: true, description: 'Go on behind this cursor.' })
    _after: string | null,
  ): ReleaseEvent {
    return event;
  }

  @FieldResolver(() => Release, { description: 'The release as it is now.' })
  release(@Root() event: ReleaseEvent, @Ctx() context: RequestContext): Promise<Release> {
    return persistently(context, () => context.get(Release, event.releaseId));
  }
}

async function* releaseEvents(
  context: Context,
  { id, after }: { id: string; after?: string | null },
): AsyncGenerator<ReleaseEvent> {
  const { projectId, signal } = context;
  const cursor = after ?? (await persistently(context, () => context.events.latestCursor()));
  const release = await persistently(context, () => context.get(Release, id));
  if (after == null) yield eventOf(id, cursor, context.clock.now(), release.state, null);
  if (isSettled(release.state)) {
    if (after != null) yield* storedEvents(context, id, cursor);
    return;
  }
  for await (const event of context.events.subscribe({ projectId, subjectId: id, after: cursor, signal })) {
    const state = event.payload.state as ReleaseState;
    yield eventOf(id, event.cursor, event.at, state, event.payload.change as LedgerChange);
    if (isSettled(state)) return;
  }
}

/** What was stored of a release behind a cursor. */
async function* storedEvents(context: Context, id: string, after: string): AsyncGenerator<ReleaseEvent> {
  const { projectId } = context;
  const filter = { projectId, subjectId: id, after, limit: EVENTS_OF_A_RELEASE };
  const events = await persistently(context, () => context.events.read(filter));
  for (const { cursor, at, payload } of events) {
    yield eventOf(id, cursor, at, payload.state as ReleaseState, payload.change as LedgerChange);
  }
}

function eventOf(
  releaseId: string,
  cursor: string,
  at: Date,
  state: ReleaseState,
  change: LedgerChange | null,
): ReleaseEvent {
  return Object.assign(new ReleaseEvent(), { releaseId, cursor, at, state, change });
}
