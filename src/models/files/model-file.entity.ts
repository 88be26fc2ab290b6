import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { GraphQLBigInt, GraphQLDigest } from '../../graph/scalars.js';
import { BigIntColumn, IdColumn, RefColumn } from '../../storage/columns.js';

export enum ModelFileRole {
  MODEL = 'MODEL',
  WEIGHTS = 'WEIGHTS',
  PIPELINE = 'PIPELINE',
  VOCABULARY = 'VOCABULARY',
  TOKENIZER = 'TOKENIZER',
  EVIDENCE = 'EVIDENCE',
  LICENCE = 'LICENCE',
  OTHER = 'OTHER',
}

registerEnumType(ModelFileRole, {
  name: 'ModelFileRole',
  description: 'What a file of a model version is.',
  valuesConfig: {
    MODEL: { description: 'The ONNX graph, "model.onnx". Exactly one.' },
    WEIGHTS: { description: 'External data of the ONNX graph.' },
    PIPELINE: { description: '"pipeline.json": how text becomes tensors and tensors become answers.' },
    VOCABULARY: { description: 'Words or features and their numbers.' },
    TOKENIZER: { description: 'A Hugging Face tokenizer.json.' },
    EVIDENCE: {
      description: 'What was measured when it was made, and what it keeps of its making. Serving needs none of it.',
    },
    LICENCE: { description: 'Terms of use.' },
    OTHER: { description: 'Anything else.' },
  },
});

@ObjectType({ description: 'One file of a model version.' })
@Entity('model_file')
export class ModelFile {
  @IdColumn()
  id!: string;

  @RefColumn()
  modelVersionId!: string;

  @Field(() => String, { description: 'Path in the version: "model.onnx".' })
  @Column('text')
  path!: string;

  @Field(() => ModelFileRole, { description: 'What it is.' })
  @Column('text')
  role!: ModelFileRole;

  @Field(() => GraphQLDigest, { description: 'Digest of its bytes.' })
  @Column('text')
  digest!: string;

  @Field(() => GraphQLBigInt, { description: 'Size in bytes.' })
  @BigIntColumn()
  sizeBytes!: bigint;
}
