import { JobState } from '../../../jobs/job-state.js';
import type { FollowUp } from '../../../jobs/worker/follow-up.js';

const FORGET = `
  DELETE FROM tuning_encoding encoding USING job study
  WHERE study.id = encoding.study_id AND study.state <> '${JobState.RUNNING}'`;

/** Lets go of what trials kept for one another when their study has ended. */
export const forgetEncodings: FollowUp = async ({ db }) => {
  await db.query(FORGET);
};
