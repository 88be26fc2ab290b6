import { openDatasetReader } from '../../datasets/rows/dataset-reader.js';
import type { JobContext } from '../../jobs/job-context.js';
import { OUTPUTS_PATH, WORD_COUNTS_PATH } from '../../models/word-vectors/training-evidence.js';
import { MODEL_PATH } from '../../onnx/model-files.js';
import { bytesOf } from '../../onnx/tensor.js';
import { PIPELINE_PATH } from '../../pipelines/load-pipeline.js';
import { formatPipelineFile, type PhrasesFile, type SubwordsFile } from '../../pipelines/pipeline-file.js';
import { formatBucketRows } from '../../pipelines/words/bucket-rows.js';
import { storedFiles } from '../trained/stored-file.js';
import { finishTraining, type TrainingContext } from '../training-context.js';
import type { TrainingJob } from '../training-job.entity.js';
import type { FastTextRun } from './word2vec/fasttext-schema.js';
import type { Word2VecRun } from './word2vec/word2vec-schema.js';
import { type WordVectorsRun, settingsInWords } from '../training-run.js';
import { TrainingAlgorithm } from '../training-settings.js';
import type { CorpusCut } from './corpus/corpus-messages.js';
import type { Corpus } from './corpus/read-corpus.js';
import { PHRASE_JOINER } from './corpus/phrase-settings.js';
import type { WordVectorsSettings } from './word2vec/fasttext-settings.js';
import { type GloVeProgress, trainGloVe } from './glove/train-glove.js';
import { phraseSettingsOf } from './phrases-run.js';
import { type TrainedWordVectors, trainWordVectors, type WordVectorsProgress } from './word2vec/train-word-vectors.js';
import { kindsOfWordTests, type MeasuredByTest, measureByWordTests, wordTestFigures } from './word-tests.js';
import { WordSegmentation } from './word2vec/word2vec-settings.js';
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
  context: TrainingContext,
): Promise<void> {
  const { datasetVersionId, trainSplit, wordTests = [] } = job.settings;
  const kinds = await kindsOfWordTests(context.db.manager, context.blobs, wordTests, context.signal);
  const reader = await openDatasetReader(context.db.manager, context.blobs, datasetVersionId);
  const corpus = { blocks: reader.textBlocks(trainSplit, context.signal), cut: cutOf(training) };
  const trained = await trainOn(corpus, training, context);
  const served = servedFiles(training, trained);
  const byWordTests = await measureByWordTests(context, served, wordTests);
  if (context.trial) await context.report({ metrics: wordTestFigures(kinds, byWordTests) });
  await register(context, job, training, trained, { served, byWordTests });
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

/** What serving needs, by path. */
function servedFiles(training: WordVectorsRun, trained: TrainedWordVectors): Map<string, Uint8Array> {
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
  return new Map<string, Uint8Array>([
    [MODEL_PATH, wordVectorsGraph(trained, trained.subwords?.vectors)],
    [PIPELINE_PATH, Buffer.from(pipelineFile)],
    [VOCABULARY_PATH, Buffer.from(`${trained.words.join('\n')}\n`)],
    ...(subwordsTable ? [[SUBWORDS_PATH, subwordsTable] as const] : []),
  ]);
}

async function register(
  context: TrainingContext,
  job: TrainingJob,
  training: WordVectorsRun,
  trained: TrainedWordVectors,
  { served, byWordTests }: { served: ReadonlyMap<string, Uint8Array>; byWordTests: readonly MeasuredByTest[] },
): Promise<void> {
  const { datasetVersionId, trainSplit } = job.settings;
  const { words, vectors, dimensions, counts, tokenCount, variant, subwords, outputs } = trained;
  const { countError, phraseCountError, loss } = trained;
  const evidence = {
    ...{ settings: training, kernel: variant, icu: process.versions.icu, datasetVersionId, trainSplit },
    ...{ words: words.length, tokenCount, countError },
    ...(phraseCountError === null ? {} : { phraseCountError }),
    loss,
  };
  const others = {
    [WORD_COUNTS_PATH]: bytesOf(counts),
    ...(outputs ? { [OUTPUTS_PATH]: bytesOf(outputs) } : {}),
  };
  await finishTraining(context, job, {
    files: await storedFiles(context, { served, evidence, others }),
    signature: wordVectorsSignature(dimensions),
    parameterCount: vectors.length + (subwords?.vectors.length ?? 0),
    settings: { ...settingsInWords(training), kernel: variant },
    summary: `Trained vectors of ${words.length} words on ${tokenCount} words of "${trainSplit}".`,
    // Threads of GloVe move no word at the same time.
    reproducible: training.threads === 1 || training.algorithm === TrainingAlgorithm.GLOVE,
    measured: null,
    byWordTests,
  });
}
