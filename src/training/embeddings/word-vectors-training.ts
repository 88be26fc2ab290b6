import { openDatasetReader } from '../../datasets/rows/dataset-reader.js';
import { insertEvaluation } from '../../evaluation/measure.js';
import type { JobContext } from '../../jobs/job-context.js';
import { systemClock } from '../../lib/clock.js';
import { LineageKind } from '../../lineage/lineage-step.entity.js';
import { recordLineage } from '../../lineage/record-lineage.js';
import { insertModelVersion } from '../../models/insert-model-version.js';
import { ModelFileRole } from '../../models/model-file.entity.js';
import { OUTPUTS_PATH, WORD_COUNTS_PATH } from '../../models/word-vectors/training-evidence.js';
import { MODEL_PATH } from '../../onnx/model-files.js';
import { bytesOf } from '../../onnx/tensor.js';
import { PIPELINE_PATH } from '../../pipelines/load-pipeline.js';
import { formatPipelineFile, type PhrasesFile, type SubwordsFile } from '../../pipelines/pipeline-file.js';
import { formatBucketRows } from '../../pipelines/words/bucket-rows.js';
import { EVIDENCE_PATH, storedFile } from '../stored-file.js';
import type { TrainingJob } from '../training-job.entity.js';
import type { FastTextRun } from './fasttext-schema.js';
import type { Word2VecRun } from './word2vec-schema.js';
import { type WordVectorsRun, settingsInWords } from '../training-run.js';
import { TrainingAlgorithm } from '../training-settings.js';
import type { CorpusCut } from './corpus/corpus-messages.js';
import type { Corpus } from './corpus/read-corpus.js';
import { PHRASE_JOINER } from './corpus/phrase-settings.js';
import type { WordVectorsSettings } from './fasttext-settings.js';
import { type GloVeProgress, trainGloVe } from './glove/train-glove.js';
import { phraseSettingsOf } from './phrases-run.js';
import { type TrainedWordVectors, trainWordVectors, type WordVectorsProgress } from './train-word-vectors.js';
import { assertWordTests, measureByWordTests } from './word-tests.js';
import { WordSegmentation } from './word2vec-settings.js';
import { wordVectorsGraph, wordVectorsSignature } from './word-vectors-graph.js';

const VOCABULARY_PATH = 'vocabulary.txt';
const SUBWORDS_PATH = 'subwords.bin';
const MESSAGES = {
  counting: 'Reading and counting words',
  joining: 'Finding phrases',
  encoding: 'Numbering words',
  pairing: 'Counting pairs of words',
  training: 'Training',
} as const satisfies Record<(WordVectorsProgress | GloVeProgress)['phase'], string>;

/** A second delivery reads the rows again and goes on from the last checkpoint. */
export async function trainWordVectorsVersion(
  job: TrainingJob,
  training: WordVectorsRun,
  context: JobContext,
): Promise<void> {
  const { datasetVersionId, trainSplit, wordTests = [] } = job.settings;
  await assertWordTests(context, wordTests);
  const reader = await openDatasetReader(context.db.manager, context.blobs, datasetVersionId);
  const corpus = { blocks: reader.textBlocks(trainSplit, context.signal), cut: cutOf(training) };
  await register(context, job, training, await trainOn(corpus, training, context));
}

async function trainOn(corpus: Corpus, training: WordVectorsRun, context: JobContext): Promise<TrainedWordVectors> {
  const { signal, folder } = context;
  const phrases = phraseSettingsOf(training);
  const options = {
    signal,
    state: await context.lastCheckpoint(),
    onState: (state: Uint8Array) => context.checkpoint(state),
  };
  if (training.algorithm === TrainingAlgorithm.GLOVE) {
    const onProgress = ({ pairsPerSecond, ...progress }: GloVeProgress) =>
      report(context, progress, 'pairs', { pairs_per_second: pairsPerSecond });
    return {
      ...(await trainGloVe(corpus, { ...training, phrases }, folder, { ...options, onProgress })),
      subwords: null,
      outputs: null,
    };
  }
  const onProgress = ({ wordsPerSecond, ...progress }: WordVectorsProgress) =>
    report(context, progress, 'words', { words_per_second: wordsPerSecond });
  return trainWordVectors(corpus, { ...wordVectorsSettings(training), phrases }, folder, { ...options, onProgress });
}

function report(
  context: JobContext,
  { phase, done, total, loss }: Omit<GloVeProgress, 'pairsPerSecond'>,
  unit: string,
  speed: Record<string, number>,
): Promise<void> {
  return context.report({
    message: MESSAGES[phase],
    ...(phase === 'training' ? { done, total, unit, step: done } : {}),
    ...(loss === null ? {} : { metrics: { train_loss: loss, ...speed } }),
  });
}

/** Settings of the trainer: those of fastText have parts of words. */
function wordVectorsSettings(training: Word2VecRun | FastTextRun): WordVectorsSettings {
  if (training.algorithm === TrainingAlgorithm.WORD2VEC) return training;
  const { minNgram, maxNgram, buckets, ...others } = training;
  return { ...others, subwords: { minNgram, maxNgram, buckets } };
}

function cutOf(training: WordVectorsRun): CorpusCut {
  if (training.algorithm === TrainingAlgorithm.GLOVE) return 'words';
  return training.segmentation === WordSegmentation.DICTIONARY ? 'dictionary-words' : 'words';
}

function subwordsFile({ minNgram, maxNgram, buckets }: FastTextRun): SubwordsFile {
  return { minNgram, maxNgram, buckets, file: SUBWORDS_PATH, mean: 'all-parts' };
}

/** Each pass may double the words of a phrase. */
function phrasesFile({ phrasePasses }: WordVectorsRun): PhrasesFile {
  return { joiner: PHRASE_JOINER, longest: 2 ** phrasePasses };
}

/** Rows of parts lie behind those of words. */
function subwordsBytes({ words, subwords }: TrainedWordVectors): Uint8Array<ArrayBuffer> | null {
  return (
    subwords &&
    formatBucketRows(
      subwords.buckets,
      subwords.rows.map((row) => row + words.length),
    )
  );
}

async function register(
  context: JobContext,
  { settings: { datasetVersionId, trainSplit, tags, wordTests = [] }, targetId, startedById }: TrainingJob,
  training: WordVectorsRun,
  trained: TrainedWordVectors,
): Promise<void> {
  const {
    words,
    vectors,
    dimensions,
    counts,
    tokenCount,
    countError,
    phraseCountError,
    loss,
    variant,
    subwords,
    outputs,
  } = trained;
  const evidence = {
    settings: training,
    kernel: variant,
    icu: process.versions.icu,
    datasetVersionId,
    trainSplit,
    words: words.length,
    tokenCount,
    countError,
    ...(phraseCountError === null ? {} : { phraseCountError }),
    loss,
  };
  const pipelineFile = formatPipelineFile({
    format: 1,
    task: 'EMBEDDING',
    input: 'words',
    vocabulary: VOCABULARY_PATH,
    ...(training.algorithm === TrainingAlgorithm.FASTTEXT ? { subwords: subwordsFile(training) } : {}),
    cut: cutOf(training),
    ...(training.phrasePasses > 0 ? { phrases: phrasesFile(training) } : {}),
  });
  const subwordsTable = subwordsBytes(trained);
  const served = new Map<string, Uint8Array>([
    [MODEL_PATH, wordVectorsGraph(trained, subwords?.vectors)],
    [PIPELINE_PATH, Buffer.from(pipelineFile)],
    [VOCABULARY_PATH, Buffer.from(`${words.join('\n')}\n`)],
    ...(subwordsTable ? [[SUBWORDS_PATH, subwordsTable] as const] : []),
  ]);
  const measured = await measureByWordTests(context, served, wordTests);
  const files = await Promise.all([
    ...[...served].map(([path, bytes]) => storedFile(context, path, roleOf(path), bytes)),
    storedFile(context, WORD_COUNTS_PATH, ModelFileRole.EVIDENCE, bytesOf(counts)),
    ...(outputs ? [storedFile(context, OUTPUTS_PATH, ModelFileRole.EVIDENCE, bytesOf(outputs))] : []),
    storedFile(context, EVIDENCE_PATH, ModelFileRole.EVIDENCE, Buffer.from(`${JSON.stringify(evidence, null, 2)}\n`)),
  ]);
  await context.finish(async (tx) => {
    const now = systemClock.now();
    const { id, projectId } = context;
    const version = await insertModelVersion(tx, {
      modelId: targetId!,
      files,
      signature: wordVectorsSignature(dimensions),
      parameterCount: vectors.length + (subwords?.vectors.length ?? 0),
      origin: { jobId: id },
      settings: { ...settingsInWords(training), kernel: variant },
      tags,
      actorId: startedById,
      now,
    });
    for (const { measured: result, ...rows } of measured)
      await insertEvaluation(tx, result, { projectId, modelVersionId: version.id, ...rows, jobId: id, now });
    await recordLineage(tx, {
      projectId,
      kind: LineageKind.TRAINING,
      at: now,
      actorId: startedById,
      summary: `Trained vectors of ${words.length} words on ${tokenCount} words of "${trainSplit}".`,
      reproducible: training.threads === 1,
      inputIds: [datasetVersionId],
      outputId: version.id,
      subjectId: id,
    });
    return version.id;
  });
}

function roleOf(path: string): ModelFileRole {
  if (path === MODEL_PATH) return ModelFileRole.MODEL;
  return path === PIPELINE_PATH ? ModelFileRole.PIPELINE : ModelFileRole.VOCABULARY;
}
