import { JobState } from '../../../jobs/job-state.js';
import type { FollowUp } from '../../../jobs/worker/follow-up.js';

const FORGET = `
  UPDATE job SET checkpoint_digest = NULL
  FROM tuning_trial trial JOIN job study ON study.id = trial.study_id
  WHERE trial.job_id = job.id AND job.checkpoint_digest IS NOT NULL
    AND job.state NOT IN ('${JobState.QUEUED}', '${JobState.RUNNING}') AND study.state <> '${JobState.RUNNING}'`;

/** Lets go of the checkpoints of trials whose study has ended: nothing goes on from them. */
export const forgetCheckpoints: FollowUp = async ({ db }) => {
  await db.query(FORGET);
};
