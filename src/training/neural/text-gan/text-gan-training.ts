import { openDatasetReader } from '../../../datasets/rows/dataset-reader.js';
import { LogLevel } from '../../../jobs/reports/job-log.entity.js';
import { ModelFileRole } from '../../../models/files/model-file.entity.js';
import { EVIDENCE_PATH, storedFile } from '../../stored-file.js';
import { finishTraining, type TrainingContext } from '../../training-context.js';
import type { TrainingJob } from '../../training-job.entity.js';
import { settingsInWords } from '../../training-run.js';
import { languageModelFiles } from '../../language-models/language-model-files.js';
import { recurrentLanguageNetwork } from '../language-model/recurrent/recurrent-network.js';
import { textsOfSplit } from '../../language-models/split-tokens.js';
import type { TokenCodec } from '../../language-models/token-codec.js';
import { tokensOfTexts } from '../../language-models/tokens-of-texts.js';
import type { Contest } from './contest.js';
import { readShortTexts } from '../short-texts/read-short-texts.js';
import { heldOutTexts } from '../short-texts/report/held-out-texts.js';
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
  const { datasetVersionId, trainSplit, validationSplit, evaluationSplit } = job.settings;
  const { db, blobs, signal } = context;
  const plan = textGanPlan(training);
  const reader = await openDatasetReader(db.manager, blobs, datasetVersionId);
  await context.report({ message: `Making the tokens of "${trainSplit}"` });
  const codec = await tokensOfTexts(
    textsOfSplit(reader, trainSplit, signal),
    training.level,
    training.vocabularySize,
    signal,
  );
  const shortTexts = (split: string) => readShortTexts(reader, split, codec, plan.window.steps, signal);
  const texts = await shortTexts(trainSplit);
  const validation = validationSplit === null ? null : await shortTexts(validationSplit);
  const heldOut = await heldOutTexts(textsOfSplit(reader, evaluationSplit!, signal), codec, plan.window.steps);
  const contest: Contest = {
    generator: { network: plan.generator(codec.vocabularySize), endId: codec.endId },
    discriminator: plan.discriminator(codec.vocabularySize),
    window: plan.window,
  };
  const trained = await trainTextGan(contest, texts, plan, {
    ...{ signal, validation, state: await context.lastCheckpoint() },
    onState: (state) => context.checkpoint(state),
    onPretraining: tellPretraining(context, plan),
    onContest: tellContest(context),
    onLook: (look) => tellLook(context, look, (ids) => codec.decode([...ids])),
  });
  await context.report({ message: 'Measuring generated texts' });
  const report = await ganReport(contest.generator, trained, texts, heldOut, plan.seed, signal);
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
    ...{ settings: training, device: device.effective, datasetVersionId, trainSplit },
    ...{ vocabularySize: codec.vocabularySize, texts: texts.count, tokens: texts.tokens },
    ...{ generatorParameters, discriminatorParameters, evaluationSplit, version, verdict },
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
    summary: `Trained a text GAN on ${texts.count} texts of "${trainSplit}". ${verdict} ${is}`,
    reproducible: training.threads === 1,
    measured: null,
  });
}
