import { LogLevel } from '../../../jobs/reports/job-log.entity.js';
import { ModelFileRole } from '../../../models/files/model-file.entity.js';
import { openLanguageTeacher } from '../../distillation/language-teacher.js';
import { EVIDENCE_PATH, storedFile } from '../../trained/stored-file.js';
import { finishTraining, type TrainingContext } from '../../training-context.js';
import type { TrainingJob } from '../../training-job.entity.js';
import { settingsInWords } from '../../training-run.js';
import { originOf, titleWithVersions } from '../../versions/versions-in-words.js';
import { languageModelFiles } from '../../language-models/language-model-files.js';
import { recurrentLanguageNetwork } from '../language-model/recurrent/recurrent-network.js';
import type { TokenCodec } from '../../language-models/token-codec.js';
import type { Contest } from './contest.js';
import { readShortTexts } from '../short-texts/read-short-texts.js';
import { GENERATION_REPORT_PATH } from '../short-texts/report/report-path.js';
import type { ShortTexts } from '../short-texts/short-texts.js';
import { type GanReport, ganReport, verdictOf } from './gan-report.js';
import { textGanPlan } from './text-gan-run.js';
import { ServedGenerator, type TextGanRun } from './text-gan-schema.js';
import { tellContest, tellLook, tellPretraining, tellReport } from './text-gan-progress.js';
import { type TrainedTextGan, trainTextGan } from './train-text-gan.js';

interface Outcome {
  readonly contest: Contest;
  readonly codec: TokenCodec;
  readonly texts: ShortTexts;
  readonly trained: TrainedTextGan;
  readonly report: GanReport;
  readonly version: 'adversarial' | 'baseline';
}

/** A second delivery reads the rows again and goes on from the last checkpoint, or measures again what was trained. */
export async function trainTextGanVersion(
  job: TrainingJob,
  training: TextGanRun,
  context: TrainingContext,
): Promise<void> {
  const { signal } = context;
  const plan = textGanPlan(training);
  const { codec, texts, validation, heldOut } = await readShortTexts(job, training, context);
  const teacher = await openLanguageTeacher(context, job.settings.distillation, codec.vocabularySize);
  const contest: Contest = {
    generator: { network: plan.generator(codec.vocabularySize), endId: codec.endId },
    discriminator: plan.discriminator(codec.vocabularySize),
    window: plan.window,
  };
  const trained = await trainTextGan(contest, texts, plan, {
    ...{ signal, validation, teacher, state: await context.lastCheckpoint() },
    onState: (state) => context.checkpoint(state),
    onPretraining: tellPretraining(context, plan),
    onContest: tellContest(context),
    onLook: (look) => tellLook(context, look, (ids) => codec.decode([...ids])),
  });
  await context.report({ message: 'Measuring generated texts' });
  const report = await ganReport(contest.generator, trained, texts, heldOut, plan, { teacher, signal });
  const isAdversarial = training.servedGenerator === ServedGenerator.ADVERSARIAL || report.improved;
  const version = isAdversarial ? 'adversarial' : 'baseline';
  await tellReport(context, report, version);
  await register(context, job, training, { contest, codec, texts, trained, report, version });
}

async function register(
  context: TrainingContext,
  job: TrainingJob,
  training: TextGanRun,
  { contest, codec, texts, trained, report, version }: Outcome,
): Promise<void> {
  const { datasetVersionId, trainSplit, evaluationSplit } = job.settings;
  const verdict = verdictOf(report);
  const is = `The version is the generator ${version === 'adversarial' ? 'after adversarial training' : 'as it was pre-trained'}.`;
  context.log(LogLevel.INFO, `${verdict} ${is}`);
  const { device, generatorParameters, discriminatorParameters } = trained;
  const evidence = {
    ...{ settings: training, ...originOf(job.settings), device: device.effective, datasetVersionId, trainSplit },
    ...{ vocabularySize: codec.vocabularySize, texts: texts.count, tokens: texts.tokens },
    ...{ generatorParameters, discriminatorParameters, evaluationSplit, version, verdict },
    ...(report.distillation ? { distillation: report.distillation } : {}),
  };
  const json = (path: string, content: object) =>
    storedFile(context, path, ModelFileRole.EVIDENCE, Buffer.from(`${JSON.stringify(content, null, 2)}\n`));
  const network = recurrentLanguageNetwork(contest.generator.network);
  const files = [
    ...(await languageModelFiles(context, network.served(trained[version]), codec, null)),
    await json(EVIDENCE_PATH, evidence),
    await json(GENERATION_REPORT_PATH, { version, verdict, ...report }),
  ];
  await finishTraining(context, job, {
    ...{ files, parameterCount: generatorParameters, signature: network.signature },
    settings: settingsInWords(training),
    summary: `Trained ${titleWithVersions('a text GAN', job.settings)} on ${texts.count} texts of "${trainSplit}". ${verdict} ${is}`,
    reproducible: training.threads === 1,
    measured: null,
  });
}
