import type { FollowUp } from './jobs/worker/follow-up.js';
import { advanceStudies } from './training/tuning/study/advance-study.js';
import { forgetEncodings } from './training/tuning/encodings/forget-encodings.js';
import { forgetCheckpoints } from './training/tuning/trials/forget-checkpoints.js';

/** What job workers do after jobs have ended or paused. */
export const FOLLOW_UPS: readonly FollowUp[] = [advanceStudies, forgetCheckpoints, forgetEncodings];
