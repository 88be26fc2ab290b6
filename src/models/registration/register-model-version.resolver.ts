import { Arg, Authorized, Ctx, Field, ID, InputType, Mutation, Resolver } from 'type-graphql';
import { change, KEY_DESCRIPTION } from '../../access/changes/change.js';
import { RequestContext } from '../../access/context.js';
import { Role } from '../../access/role.js';
import { OneOf } from '../../graph/one-of.js';
import { GraphQLDigest } from '../../graph/scalars.js';
import { TagInput } from '../../graph/tag.js';
import { ModelFileRole } from '../files/model-file.entity.js';
import { ModelVersion } from '../versions/model-version.entity.js';
import { ModelVersionPayload } from '../versions/model-version.resolver.js';
import { checkRegistration, registerModelVersion } from './register-model-version.js';

@OneOf()
@InputType({ description: 'Where the bytes of a model file come from: exactly one of these.' })
class ModelFileSourceInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Id that ended the Location of a finished tus upload: upload_01h…. It is used up.',
  })
  upload?: string;

  @Field(() => String, {
    nullable: true,
    description: 'The content itself, at most 1,000,000 characters: for pipeline.json and the like.',
  })
  text?: string;

  @Field(() => GraphQLDigest, { nullable: true, description: 'A file of another model version of this project.' })
  blob?: string;
}

@InputType({ description: 'One file of a model version.' })
class ModelFileInput {
  @Field(() => String, { description: 'Path in the version: "model.onnx", "pipeline.json".' })
  path!: string;

  @Field(() => ModelFileRole, { description: 'What it is.' })
  role!: ModelFileRole;

  @Field(() => ModelFileSourceInput, { description: 'Where its bytes come from.' })
  source!: ModelFileSourceInput;
}

@InputType({ description: 'A model made elsewhere, to be registered as a version.' })
class RegisterModelVersionInput {
  @Field(() => String, {
    description: KEY_DESCRIPTION,
  })
  idempotencyKey!: string;

  @Field(() => String, { description: 'Name of the model that it is a version of.' })
  model!: string;

  @Field(() => [ModelFileInput], {
    defaultValue: [],
    description:
      'Its files: one of the role MODEL, and what the pipeline needs. Of a Hugging Face style export (tokenizer.json, config.json, tokenizer_config.json) pipeline.json is made where it is not given.',
  })
  files!: ModelFileInput[];

  @Field(() => ModelFileSourceInput, {
    nullable: true,
    description:
      'Instead of files: word vectors as word2vec (text or binary), fastText (.vec, .bin, .ftz) or GloVe write them, plain or packed by gzip. Graph, pipeline and vocabulary are made of them. Takes a minute or more for a gigabyte.',
  })
  wordVectors?: ModelFileSourceInput | null;

  @Field(() => ModelFileSourceInput, {
    nullable: true,
    description:
      'Instead of files, for a model of the task CLASSIFICATION or MULTI_LABEL: a supervised model of fastText, .bin or .ftz, plain or packed by gzip. Its labels are without "__label__"; with MULTI_LABEL a text has each whose probability is 0.5 or more.',
  })
  fastTextClassifier?: ModelFileSourceInput | null;

  @Field(() => [TagInput], { defaultValue: [], description: 'Keys and values to find it by.' })
  tags!: TagInput[];

  @Field(() => String, { nullable: true, description: 'Where it came from, for people.' })
  note?: string | null;
}

@Resolver()
export class RegisterModelVersionResolver {
  @Authorized(Role.DEVELOPER)
  @Mutation(() => ModelVersionPayload, {
    description:
      'Registers a model made elsewhere. It is loaded and run once in an isolated process first; what is not ONNX, has a custom operator or crashes the runtime is refused with the reason.',
  })
  async registerModelVersion(
    @Arg('input', () => RegisterModelVersionInput, { description: 'The version.' }) input: RegisterModelVersionInput,
    @Ctx() context: RequestContext,
  ): Promise<ModelVersionPayload> {
    const { model, files, wordVectors = null, fastTextClassifier = null, tags, note = null } = input;
    const registration = { model, files, wordVectors, fastTextClassifier, tags, note };
    const checked = await checkRegistration(context, registration);
    const summary = `Registered a version of "${input.model}" from ${checked.fileName}.`;
    const { id, replayed } = await change(context, { operation: 'registerModelVersion', input, summary }, (tx) =>
      registerModelVersion(tx, context, checked),
    );
    return { modelVersion: await context.get(ModelVersion, id), replayed };
  }
}
