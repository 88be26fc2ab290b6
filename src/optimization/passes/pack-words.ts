import { PIPELINE_PATH } from '../../pipelines/load-pipeline.js';
import { formatPipelineFile, parsePipelineFile } from '../../pipelines/pipeline-file.js';
import { packVocabulary } from '../../pipelines/words/vocabulary-file.js';

const SUFFIX = '.gz';

/** The files of a version with its words packed by gzip: of a small version they are much of what is left. Versions without a vocabulary of words stay as they are. */
export function packWords(files: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
  const pipeline = files.get(PIPELINE_PATH);
  const file = pipeline && parsePipelineFile(Buffer.from(pipeline).toString());
  if ((file?.input !== 'words' && file?.input !== 'bag') || file.vocabulary.endsWith(SUFFIX)) return files;
  const packed = new Map(files);
  const vocabulary = `${file.vocabulary}${SUFFIX}`;
  packed.delete(file.vocabulary);
  packed.set(vocabulary, packVocabulary(files.get(file.vocabulary)!));
  packed.set(PIPELINE_PATH, Buffer.from(formatPipelineFile({ ...file, vocabulary })));
  return packed;
}
