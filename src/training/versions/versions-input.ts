import { Field, InputType } from 'type-graphql';
import { GraphQLRef } from '../../graph/scalars.js';
import { DistillationInput } from '../distillation/distillation-schema.js';

@InputType({ description: 'Versions that a training builds on.' })
export abstract class VersionsInput {
  @Field(() => GraphQLRef, {
    nullable: true,
    description:
      'A version to begin from, as "poet@3": its weights, tokens and sizes, which settings need not repeat. One that the same algorithm trained: recurrentLanguageModel, transformerLanguageModel or transformerClassifier, which may also begin from a transformerLanguageModel of byte pairs. All others begin from nothing, and these when left out.',
  })
  initialVersion?: string | null;

  @Field(() => GraphQLRef, {
    nullable: true,
    description:
      'A version whose tokens are taken in place of tokens made of the training rows, as "gpt@1": any with a tokenizer.json, brought ones too, or a vocabulary of a language model. For recurrentLanguageModel, transformerLanguageModel, maximumEntropyLanguageModel, transformerClassifier, textGan and textVae, without initialVersion, which brings its own.',
  })
  tokenizerFrom?: string | null;

  @Field(() => DistillationInput, {
    nullable: true,
    description:
      'A version whose answers are learned beside the rows; maximumEntropy, maximumEntropyRegression, fastTextClassifier, transformerClassifier, transformerLanguageModel, recurrentLanguageModel, maximumEntropyLanguageModel, textGan and textVae only.',
  })
  distillation?: DistillationInput | null;
}
