import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { WordSource as SourceName } from '../../pipelines/words/word-lookup.js';

export enum WordSource {
  VOCABULARY = 'VOCABULARY',
  PARTS = 'PARTS',
  UNKNOWN = 'UNKNOWN',
}

registerEnumType(WordSource, {
  name: 'WordSource',
  description: 'What the vector of a word is made of.',
  valuesConfig: {
    VOCABULARY: { description: 'The model knows the word: the vector is its own.' },
    PARTS: { description: 'The model does not know the word: the mean of the vectors of its known parts.' },
    UNKNOWN: { description: 'The model knows neither the word nor a part of it: there is no vector.' },
  },
});

@ObjectType({ description: 'A word that was asked with, as the model cut and found it.' })
export class AskedWord {
  @Field(() => String, { description: 'The word.' })
  word!: string;

  @Field(() => WordSource, { description: 'What its vector is made of.' })
  source!: SourceName;
}
