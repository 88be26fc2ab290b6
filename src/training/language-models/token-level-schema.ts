import { registerEnumType } from 'type-graphql';
import { TokenLevel } from './token-level.js';

registerEnumType(TokenLevel, {
  name: 'TokenLevel',
  description: 'What a token of a language model is.',
  valuesConfig: {
    CHARACTER: { description: 'A character, of any script.' },
    SUBWORD: { description: 'A piece of a word, by byte pairs learned from the training rows: nothing is unknown.' },
    WORD: { description: 'A word, a number, a mark, or a single Chinese or Japanese character.' },
  },
});
