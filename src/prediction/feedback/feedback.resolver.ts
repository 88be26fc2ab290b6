import {
  Arg,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Mutation,
  ObjectType,
  Resolver,
  Root,
} from 'type-graphql';
import { Actor } from '../../access/actor.entity.js';
import { change, KEY_DESCRIPTION } from '../../access/changes/change.js';
import { RequestContext } from '../../access/context.js';
import { registerNode } from '../../access/nodes.js';
import { Role } from '../../access/role.js';
import { Feedback } from './feedback.entity.js';
import { findPredictions } from '../find-predictions.js';
import { feedbackOfBatch } from './feedback-loaders.js';
import { recordFeedback } from './record-feedback.js';
import type { RecordWriter } from '../records/record-writer.js';

/** Another gateway writes its records within this time. */
const RECORDS_LAG_MS = 1_500;
const LOOK_AGAIN_MS = 100;

registerNode({ prefix: 'feedback', role: Role.VIEWER, load: (context, id) => context.find(Feedback, id) });

@InputType({ description: 'What the right answer of one prediction would have been.' })
class FeedbackInput {
  @Field(() => ID, { description: 'Id of the prediction.' })
  prediction!: string;

  @Field(() => [String], { description: 'Labels that would have been right.' })
  expectedLabels!: string[];

  @Field(() => String, { nullable: true, description: 'Anything to add.' })
  comment?: string | null;
}

@InputType({ description: 'Feedback to record, all of it or none.' })
class RecordFeedbackInput {
  @Field(() => String, {
    description: KEY_DESCRIPTION,
  })
  idempotencyKey!: string;

  @Field(() => [FeedbackInput], { description: '1 to 1,000 items.' })
  items!: FeedbackInput[];
}

@ObjectType({ description: 'The feedback that was recorded.' })
class RecordFeedbackPayload {
  @Field(() => [Feedback], { description: 'In the order of the items.' })
  feedback!: Feedback[];

  @Field(() => Boolean, { description: 'Whether the key had been used for this very input.' })
  replayed!: boolean;
}

@Resolver(() => Feedback)
export class FeedbackResolver {
  constructor(private readonly records: RecordWriter) {}

  @Authorized(Role.DEVELOPER)
  @Mutation(() => RecordFeedbackPayload, {
    description: 'Records what the right answers of predictions would have been.',
  })
  async recordFeedback(
    @Arg('input', () => RecordFeedbackInput, { description: 'The feedback.' }) input: RecordFeedbackInput,
    @Ctx() context: RequestContext,
  ): Promise<RecordFeedbackPayload> {
    await this.#recordsWritten(
      context,
      input.items.map(({ prediction }) => prediction),
    );
    const summary = `Recorded feedback on ${input.items.length} predictions.`;
    const { id, replayed } = await change(context, { operation: 'recordFeedback', input, summary }, (tx) =>
      recordFeedback(tx, context.actor, input.items, context.clock.now()),
    );
    return { feedback: await context.load(feedbackOfBatch, id), replayed };
  }

  /** Records are written behind the answers: waits until those asked for are there, or long enough. */
  async #recordsWritten(context: RequestContext, ids: readonly string[]): Promise<void> {
    await this.records.flush();
    const wanted = new Set(ids).size;
    for (let waitedMs = 0; waitedMs < RECORDS_LAG_MS; waitedMs += LOOK_AGAIN_MS) {
      if ((await findPredictions(context.db, context.projectId, ids)).size >= wanted) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  @FieldResolver(() => Actor, { description: 'Who gave it.' })
  by(@Root() feedback: Feedback, @Ctx() context: RequestContext): Promise<Actor> {
    return context.get(Actor, feedback.byId);
  }
}
