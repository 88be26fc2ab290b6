import type { RequestContext } from '../../access/context.js';
import { connectionOf } from '../../graph/connection.js';
import type { ChildList } from '../../graph/page-loader.js';
import { TrainingJob } from '../training-job.entity.js';
import { type StudyTrial, trialsOfStudies } from './trials/study-trials.js';
import { TuningTrial } from './trials/tuning-trial.entity.js';

export const TrainingJobConnection = connectionOf('TrainingJob', () => TrainingJob);

/** Trials of a study, oldest first. */
export const trialsOfStudy: ChildList<TrainingJob> = {
  entity: TrainingJob,
  alias: 'job',
  parentColumn: 'trial.study_id',
  order: { columns: ['job.id'], key: ({ id }) => [id], direction: 'ASC' },
  restrict: (query) => {
    query.innerJoin(TuningTrial, 'trial', 'trial.job_id = job.id');
  },
};

/** All trials of each study, with their jobs. */
export async function allTrialsOf({ db }: RequestContext, studyIds: readonly string[]): Promise<StudyTrial[][]> {
  const byStudy = Map.groupBy(await trialsOfStudies(db.manager, studyIds), ({ trial }) => trial.studyId);
  return studyIds.map((id) => byStudy.get(id) ?? []);
}

/** What each training is to its study; null for one that belongs to none. */
export async function trialOfJobs({ db }: RequestContext, jobIds: readonly string[]): Promise<(TuningTrial | null)[]> {
  const found = await db.manager
    .createQueryBuilder(TuningTrial, 'trial')
    .where('trial.jobId = ANY (:jobIds)', { jobIds })
    .getMany();
  const byJob = new Map(found.map((trial) => [trial.jobId, trial]));
  return jobIds.map((id) => byJob.get(id) ?? null);
}
