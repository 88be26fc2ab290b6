import { Arg, Ctx, FieldResolver, registerEnumType, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../access/context.js';
import { GraphQLURL } from '../../graph/scalars.js';
import { filesOfVersion } from '../files/files-of-version.js';
import { ModelFileRole } from '../files/model-file.entity.js';
import { ModelVersion } from '../versions/model-version.entity.js';
import { Model, ModelTask } from '../model.entity.js';

/** Names of word vector formats in the API, and in `WORD_VECTOR_FORMATS`. */
enum WordVectorFormat {
  WORD2VEC = 'word2vec',
  WORD2VEC_BINARY = 'word2vec-binary',
  GLOVE = 'glove',
  FASTTEXT = 'fasttext',
}

registerEnumType(WordVectorFormat, {
  name: 'WordVectorFormat',
  description: 'How a file holds word vectors.',
  valuesConfig: {
    WORD2VEC: {
      description:
        'The text of word2vec, which is the .vec of fastText: a line with the numbers of words and dimensions, then a word and its numbers a line.',
    },
    WORD2VEC_BINARY: { description: 'The same first line; each word is followed by little-endian floats.' },
    GLOVE: { description: 'A word and its numbers a line, and no first line.' },
    FASTTEXT: {
      description:
        'The .bin of fastText, with n-grams where the version has parts of words, and with the counts and output vectors of its training where it keeps them. Of a version that was made of such a file, that file.',
    },
  },
});

/** Below the address of a gateway: /word-vectors/<version id>?format=<format>. */
export const WORD_VECTORS_PATH = '/word-vectors/';

@Resolver(() => ModelVersion)
export class WordVectorsUrlResolver {
  @FieldResolver(() => GraphQLURL, {
    nullable: true,
    description:
      'Where its word vectors are, as a file for other programs; null where it has no vocabulary of words. Asks for the same token as the API.',
  })
  async wordVectorsUrl(
    @Root() version: ModelVersion,
    @Arg('format', () => WordVectorFormat, { description: 'What the file shall be.' }) format: WordVectorFormat,
    @Ctx() context: RequestContext,
  ): Promise<URL | null> {
    const { task } = await context.get(Model, version.modelId);
    const files = await context.load(filesOfVersion, version.id);
    if (task !== ModelTask.EMBEDDING || !files.some(({ role }) => role === ModelFileRole.VOCABULARY)) return null;
    return new URL(`${context.config.publicUrl}${WORD_VECTORS_PATH}${version.id}?format=${format}`);
  }
}
