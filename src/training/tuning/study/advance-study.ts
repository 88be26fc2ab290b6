import type { EntityManager } from 'typeorm';
import { prepareQueue } from '../../../jobs/job-queue.js';
import { JobKind, JobState } from '../../../jobs/job-state.js';
import type { FollowUp } from '../../../jobs/worker/follow-up.js';
import { StudyRun } from './study-run.js';
import { TuningStudy } from '../tuning-study.entity.js';

/** Studies of which a trial has paused or ended and is not noted yet, and those whose budget may be spent. */
const TO_ADVANCE = `
  SELECT study.id FROM job study
  WHERE study.kind = '${JobKind.TUNING}' AND study.state = '${JobState.RUNNING}' AND (
    study.settings ->> 'maxDurationMs' IS NOT NULL OR study.settings ->> 'maxComputeMs' IS NOT NULL OR EXISTS (
      SELECT FROM tuning_trial trial JOIN job ON job.id = trial.job_id
      WHERE trial.study_id = study.id AND trial.noted IS NULL
        AND (trial.paused_at IS NOT NULL OR job.state NOT IN ('${JobState.QUEUED}', '${JobState.RUNNING}'))
    )
  )
  ORDER BY study.id`;

/** Goes on with every study that has something to decide. */
export const advanceStudies: FollowUp = async ({ db, logger, now }) => {
  const studies = await db.query<{ id: string }[]>(TO_ADVANCE);
  if (studies.length > 0) await prepareQueue(db);
  for (const { id } of studies) {
    try {
      await db.transaction((tx) => advanceStudy(tx, id, now));
    } catch (error) {
      logger.error({ err: error, studyId: id }, 'a study does not go on');
    }
  }
};

/**
 * Notes which trials have paused or ended, decides what follows, and starts it: all under the lock of the study's row, so that whoever
 * does it loses no trial and doubles none.
 */
export async function advanceStudy(tx: EntityManager, id: string, now: Date): Promise<void> {
  const study = await tx
    .createQueryBuilder(TuningStudy, 'study')
    .where({ id, state: JobState.RUNNING })
    .setLock('pessimistic_write')
    .getOne();
  if (study) await (await StudyRun.load(tx, study, now)).advance();
}
