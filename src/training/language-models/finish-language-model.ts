import { ModelFileRole } from '../../models/files/model-file.entity.js';
import type { ModelSignature } from '../../models/versions/signature.js';
import { EVIDENCE_PATH, storedFile } from '../trained/stored-file.js';
import { finishTraining, type TrainingContext } from '../training-context.js';
import type { TrainingJob } from '../training-job.entity.js';
import { settingsInWords, type TrainingRun } from '../training-run.js';
import { languageModelFiles } from './language-model-files.js';
import type { LanguageModelQuality } from './language-model-quality.js';
import type { TokenStream } from './token-stream.js';
import type { TokenCodec } from './token-codec.js';

/** A language model as it was trained. */
export interface FinishedLanguageModel {
  /** The settings as they were run in the end. */
  readonly training: TrainingRun;
  /** As in "Trained a recurrent language model". */
  readonly title: string;
  readonly codec: TokenCodec;
  /** What it learnt from. */
  readonly train: TokenStream;
  /** The ONNX model's bytes. */
  readonly model: Uint8Array;
  readonly signature: ModelSignature;
  /** Most tokens of a text with its prompt; null where there is no bound. */
  readonly contextLength: number | null;
  readonly parameterCount: number;
  /** On the evaluation split. */
  readonly quality: LanguageModelQuality | null;
  readonly reproducible: boolean;
  /** What else the evidence says. */
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** Stores the files of a language model, and ends its training with them. */
export async function finishLanguageModel(
  context: TrainingContext,
  job: TrainingJob,
  finished: FinishedLanguageModel,
): Promise<void> {
  const { datasetVersionId, trainSplit, evaluationSplit } = job.settings;
  const { training, title, codec, train, model, signature, contextLength, parameterCount, quality } = finished;
  const evidence = {
    ...{ settings: training, ...finished.evidence, datasetVersionId, trainSplit },
    ...{ vocabularySize: codec.vocabularySize, tokens: train.length, characters: train.characters },
    ...{ evaluationSplit, quality },
  };
  const files = [
    ...(await languageModelFiles(context, model, codec, contextLength)),
    await storedFile(
      context,
      EVIDENCE_PATH,
      ModelFileRole.EVIDENCE,
      Buffer.from(`${JSON.stringify(evidence, null, 2)}\n`),
    ),
  ];
  const version = {
    ...{ files, parameterCount, signature, settings: settingsInWords(training), reproducible: finished.reproducible },
    summary: `Trained ${title} on ${train.length} tokens of "${trainSplit}".`,
    measured: null,
  };
  await finishTraining(context, job, version, training);
}
