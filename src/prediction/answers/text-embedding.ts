import { Field, ObjectType } from 'type-graphql';
import { Node } from '../../graph/interfaces.js';
import type { WordOrigin } from '../../pipelines/words/word-lookup.js';
import { Prediction } from '../prediction.js';
import { AskedWord } from './asked-word.js';

@ObjectType({ implements: [Prediction, Node], description: 'A vector for a text.' })
export class TextEmbedding extends Prediction {
  /** (dimensions,) */
  values!: Float32Array;

  @Field(() => [AskedWord], {
    nullable: true,
    description:
      'The words of the text and what their vectors are made of: unknown ones are left out of it. Looked up only when selected; null where a model reads no words, of a kept prediction, and where a server of others, or a worker of the release before, answered.',
  })
  words!: WordOrigin[] | null;
}
