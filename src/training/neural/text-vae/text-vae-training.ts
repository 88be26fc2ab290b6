import { openDatasetReader } from '../../../datasets/rows/dataset-reader.js';
import { LogLevel } from '../../../jobs/reports/job-log.entity.js';
import { ModelFileRole } from '../../../models/files/model-file.entity.js';
import { languageModelFiles } from '../../language-models/language-model-files.js';
import { textsOfSplit } from '../../language-models/split-tokens.js';
import type { TokenCodec } from '../../language-models/token-codec.js';
import { tokensOfTexts } from '../../language-models/tokens-of-texts.js';
import { EVIDENCE_PATH, storedFile } from '../../stored-file.js';
import { finishTraining, type TrainingContext } from '../../training-context.js';
import type { TrainingJob } from '../../training-job.entity.js';
import { settingsInWords } from '../../training-run.js';
import { LATENT, recurrentLanguageNetwork } from '../language-model/recurrent/recurrent-network.js';
import { readShortTexts } from '../short-texts/read-short-texts.js';
import { heldOutTexts } from '../short-texts/report/held-out-texts.js';
import { GENERATION_REPORT_PATH } from '../short-texts/report/report-path.js';
import type { ShortTexts } from '../short-texts/short-texts.js';
import { textVaePlan } from './text-vae-run.js';
import { tellLook, tellProgress, tellReport } from './text-vae-progress.js';
import type { TextVaeRun } from './text-vae-schema.js';
import { decoderWeights, type TextVae } from './text-vae.js';
import { type TrainedTextVae, trainTextVae } from './train-text-vae.js';
import { type VaeReport, vaeReport, verdictOf } from './vae-report.js';

interface Outcome {
  readonly vae: TextVae;
  readonly codec: TokenCodec;
  readonly texts: ShortTexts;
  readonly trained: TrainedTextVae;
  readonly report: VaeReport;
}

/** A second delivery reads the rows again and goes on from the last checkpoint, or measures again what was trained. */
export async function trainTextVaeVersion(
  job: TrainingJob,
  training: TextVaeRun,
  context: TrainingContext,
): Promise<void> {
  const { datasetVersionId, trainSplit, validationSplit, evaluationSplit } = job.settings;
  const { db, blobs, signal } = context;
  const plan = textVaePlan(training);
  const { steps } = plan.window;
  const reader = await openDatasetReader(db.manager, blobs, datasetVersionId);
  await context.report({ message: `Making the tokens of "${trainSplit}"` });
  const rows = textsOfSplit(reader, trainSplit, signal);
  const codec = await tokensOfTexts(rows, training.level, training.vocabularySize, signal);
  const shortTexts = (split: string) => readShortTexts(reader, split, codec, steps, signal);
  const texts = await shortTexts(trainSplit);
  const validation = validationSplit === null ? null : await shortTexts(validationSplit);
  const heldOut = await heldOutTexts(textsOfSplit(reader, evaluationSplit!, signal), codec, steps);
  const vae: TextVae = { network: plan.network(codec.vocabularySize), endId: codec.endId };
  const trained = await trainTextVae(vae, texts, plan, {
    ...{ signal, validation, state: await context.lastCheckpoint() },
    onState: (state) => context.checkpoint(state),
    onProgress: tellProgress(context, plan),
    onLook: (look) => tellLook(context, look, (ids) => codec.decode([...ids])),
  });
  await context.report({ message: 'Measuring' });
  const report = await vaeReport(vae, trained, texts, heldOut, plan, signal);
  await tellReport(context, report);
  await register(context, job, training, { vae, codec, texts, trained, report });
}

async function register(
  context: TrainingContext,
  job: TrainingJob,
  training: TextVaeRun,
  { vae, codec, texts, trained, report }: Outcome,
): Promise<void> {
  const { datasetVersionId, trainSplit, evaluationSplit } = job.settings;
  const verdict = verdictOf(report);
  context.log(LogLevel.INFO, verdict);
  const { device, parameterCount } = trained;
  const evidence = {
    ...{ settings: training, device: device.effective, datasetVersionId, trainSplit },
    ...{ vocabularySize: codec.vocabularySize, texts: texts.count, tokens: texts.tokens },
    ...{ parameterCount, evaluationSplit, verdict },
  };
  const json = (path: string, content: object) =>
    storedFile(context, path, ModelFileRole.EVIDENCE, Buffer.from(`${JSON.stringify(content, null, 2)}\n`));
  const decode = (ids: Int32Array) => codec.decode([...ids]);
  const interpolations = report.interpolations.map(({ from, to, between }) => ({
    ...{ from: decode(from), to: decode(to), between: between.map(decode) },
  }));
  const network = recurrentLanguageNetwork(vae.network);
  const latent = { input: `state.${LATENT}`, output: `next_state.${LATENT}`, first: 'normal' as const };
  const files = [
    ...(await languageModelFiles(context, network.served(decoderWeights(trained.weights)), codec, null, [latent])),
    await json(EVIDENCE_PATH, evidence),
    await json(GENERATION_REPORT_PATH, { verdict, ...report, interpolations }),
  ];
  await finishTraining(context, job, {
    ...{ files, parameterCount: network.weightCount, signature: network.signature },
    settings: settingsInWords(training),
    summary: `Trained a text VAE on ${texts.count} texts of "${trainSplit}". ${verdict}`,
    reproducible: training.threads === 1,
    measured: null,
  });
}
