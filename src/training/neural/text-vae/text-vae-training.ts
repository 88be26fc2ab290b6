import { LogLevel } from '../../../jobs/reports/job-log.entity.js';
import { ModelFileRole } from '../../../models/files/model-file.entity.js';
import { openLanguageTeacher } from '../../distillation/language-teacher.js';
import { languageModelFiles } from '../../language-models/language-model-files.js';
import type { TokenCodec } from '../../language-models/token-codec.js';
import { EVIDENCE_PATH, storedFile } from '../../trained/stored-file.js';
import { finishTraining, type TrainingContext } from '../../training-context.js';
import type { TrainingJob } from '../../training-job.entity.js';
import { settingsInWords } from '../../training-run.js';
import { originOf, titleWithVersions } from '../../versions/versions-in-words.js';
import { LATENT, recurrentLanguageNetwork } from '../language-model/recurrent/recurrent-network.js';
import { readShortTexts } from '../short-texts/read-short-texts.js';
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
  const { signal } = context;
  const plan = textVaePlan(training);
  const { codec, texts, validation, heldOut } = await readShortTexts(job, training, context);
  const teacher = await openLanguageTeacher(context, job.settings.distillation, codec.vocabularySize);
  const vae: TextVae = { network: plan.network(codec.vocabularySize), endId: codec.endId };
  const trained = await trainTextVae(vae, texts, plan, {
    ...{ signal, validation, teacher, state: await context.lastCheckpoint() },
    onState: (state) => context.checkpoint(state),
    onProgress: tellProgress(context, plan),
    onLook: (look) => tellLook(context, look, (ids) => codec.decode([...ids])),
  });
  await context.report({ message: 'Measuring' });
  const report = await vaeReport(vae, trained, texts, heldOut, plan, { teacher, signal });
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
    ...{ settings: training, ...originOf(job.settings), device: device.effective, datasetVersionId, trainSplit },
    ...{ vocabularySize: codec.vocabularySize, texts: texts.count, tokens: texts.tokens },
    ...{ parameterCount, evaluationSplit, verdict },
    ...(report.distillation ? { distillation: report.distillation } : {}),
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
    summary: `Trained ${titleWithVersions('a text VAE', job.settings)} on ${texts.count} texts of "${trainSplit}". ${verdict}`,
    reproducible: training.threads === 1,
    measured: null,
  });
}
