import { Field, Float, ObjectType } from 'type-graphql';
import type { RequestContext } from '../../access/context.js';
import { persistently } from '../../access/subscription.js';
import { GraphQLCursor, GraphQLDateTime } from '../../graph/scalars.js';
import { fractionOf, type JobEventPayload } from './job-events.js';
import { isFinished, JobState } from '../job-state.js';
import { eventsBehind, presentJob, payloadOf } from './follow-job.js';
import { JobRow } from '../job.entity.js';

const PAGE_SIZE = 500;

@ObjectType({ description: 'Something happened to a job.' })
export class JobEvent {
  jobId!: string;

  @Field(() => GraphQLCursor, { description: 'Hand to jobUpdated(after:) to go on behind this event.' })
  cursor!: string;

  @Field(() => GraphQLDateTime, { description: 'When it happened.' })
  at!: Date;

  @Field(() => JobState, { description: 'State that the job was in then.' })
  state!: JobState;

  @Field(() => Float, { nullable: true, description: 'Share done then, 0 to 1; null while the total is unknown.' })
  fraction!: number | null;
}

/** Events of a job behind a cursor, or from its present state. Ends with the event by which the job finished. */
export async function* jobEvents(context: RequestContext, id: string, after: string | null): AsyncGenerator<JobEvent> {
  const { job, cursor } = await presentJob(context, id);
  if (after === null) {
    const { state, progress } = job;
    yield eventOf(id, { cursor, at: context.clock.now() }, { state, fraction: fractionOf(progress) });
    if (isFinished(state)) return;
    yield* untilFinished(context, id, cursor);
  } else if (isFinished(job.state)) {
    yield* storedEvents(context, id, after);
  } else {
    yield* untilFinished(context, id, after);
  }
}

async function* untilFinished(context: RequestContext, id: string, after: string): AsyncGenerator<JobEvent> {
  for await (const event of eventsBehind(context, id, after)) {
    const payload = payloadOf(event);
    yield eventOf(id, event, payload);
    if (isFinished(payload.state) && (await isLastWord(context, id, payload))) return;
  }
}

/** False in the replay of an end after which the job was tried again. */
async function isLastWord(context: RequestContext, id: string, { state, attempt }: JobEventPayload): Promise<boolean> {
  context.forget();
  const job = await persistently(context, () => context.get(JobRow, id));
  return job.state === state && job.attempt === attempt;
}

/** All that was told of a job that has finished: the event by which it did may still be on its way into the stream. */
async function* storedEvents(context: RequestContext, id: string, after: string): AsyncGenerator<JobEvent> {
  await persistently(context, () => context.events.sequenced(id));
  for (let position = after; ;) {
    const filter = { subjectId: id, after: position, limit: PAGE_SIZE };
    const page = await persistently(context, () => context.events.read(filter));
    for (const event of page) yield eventOf(id, event, payloadOf(event));
    const last = page.at(-1);
    if (!last) return;
    position = last.cursor;
  }
}

function eventOf(
  jobId: string,
  { cursor, at }: Pick<JobEvent, 'cursor' | 'at'>,
  { state, fraction }: Pick<JobEvent, 'state' | 'fraction'>,
): JobEvent {
  return Object.assign(new JobEvent(), { jobId, cursor, at, state, fraction });
}
