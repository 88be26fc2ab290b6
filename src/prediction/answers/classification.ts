import { Field, Float, ObjectType } from 'type-graphql';
import { Node } from '../../graph/interfaces.js';
import type { WordOrigin } from '../../pipelines/words/word-lookup.js';
import { Prediction } from '../prediction.js';
import { AskedWord } from './asked-word.js';

const WORDS_OF_CLASSIFIER =
  'The words of the text as the model cut and found them, marks among them: an unknown one counts in its runs alone, where the model has runs of words. Looked up only when selected; null where a classifier reads no words, of a kept prediction, and where a server of others, or a worker of the release before, answered.';

@ObjectType({ description: 'A label and how likely it is.' })
export class LabelScore {
  @Field(() => String, { description: 'The label.' })
  label!: string;

  @Field(() => Float, { description: 'Its probability, 0 to 1.' })
  score!: number;
}

@ObjectType({ implements: [Prediction, Node], description: 'One label of several.' })
export class Classification extends Prediction {
  /** Probabilities in the order of the signature’s labels. */
  probabilities!: Float32Array | number[];
  labels!: string[];

  @Field(() => String, { description: 'The likeliest label.' })
  label!: string;

  @Field(() => Float, { description: 'Its probability, 0 to 1.' })
  score!: number;

  @Field(() => [AskedWord], { nullable: true, description: WORDS_OF_CLASSIFIER })
  words!: WordOrigin[] | null;
}

@ObjectType({ implements: [Prediction, Node], description: 'Any number of labels.' })
export class MultiLabelClassification extends Prediction {
  allLabels!: string[];
  /** Probabilities in the order of `allLabels`. */
  probabilities!: Float32Array | number[];
  /** 1 for each label that is given. */
  chosen!: number[];

  @Field(() => [AskedWord], { nullable: true, description: WORDS_OF_CLASSIFIER })
  words!: WordOrigin[] | null;
}
