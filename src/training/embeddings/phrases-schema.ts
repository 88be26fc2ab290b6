import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { TrainingSettings } from '../training-settings.js';
import { PHRASE_DEFAULTS } from './corpus/phrase-settings.js';

/** What all vectors of words are told of phrases. */
@InputType()
export abstract class PhrasesInput {
  @Field(() => Int, {
    defaultValue: 0,
    description:
      'Passes over the text that join words which often come one behind the other, such as new_york, 0 to 5; each joins two by two. 0 for none.',
  })
  phrasePasses!: number;

  @Field(() => Float, {
    nullable: true,
    description: `Least score of a phrase, above 0: how many times as often its words come together as by chance, with phraseMinCount taken off; ${PHRASE_DEFAULTS.threshold} when left out. With phrasePasses only.`,
  })
  phraseThreshold?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: `Least occurrences of the words of a phrase, and of the phrase, 1 or more; ${PHRASE_DEFAULTS.minCount} when left out. With phrasePasses only.`,
  })
  phraseMinCount?: number | null;
}

@ObjectType({ description: 'Settings that all vectors of words have of phrases.' })
export abstract class PhrasesSettings extends TrainingSettings {
  @Field(() => Int, { description: 'Passes that join words which often come one behind the other; 0 for none.' })
  phrasePasses!: number;

  @Field(() => Float, { nullable: true, description: 'Least score of a phrase; null without phrases.' })
  phraseThreshold!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Least occurrences of the words of a phrase, and of the phrase; null without phrases.',
  })
  phraseMinCount!: number | null;
}
