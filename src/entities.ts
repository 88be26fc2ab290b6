import { Actor } from './access/actor.entity.js';
import { ApiToken } from './access/tokens/api-token.entity.js';
import { AuditEntry } from './access/changes/audit-entry.entity.js';
import { IdempotencyKey } from './access/changes/idempotency-key.entity.js';
import { Project } from './access/project.entity.js';
import { BlobErasure } from './datasets/erasure/blob-erasure.entity.js';
import { DatasetChunk } from './datasets/chunks/dataset-chunk.entity.js';
import { DatasetVersion } from './datasets/versions/dataset-version.entity.js';
import { Dataset } from './datasets/dataset.entity.js';
import { BadRow } from './datasets/import/bad-row.entity.js';
import { ImportJob } from './datasets/import/import-job.entity.js';
import { DatasetStatistics } from './datasets/statistics/dataset-statistics.entity.js';
import { EvaluationJob } from './evaluation/evaluation-job.entity.js';
import { Evaluation } from './evaluation/evaluation.entity.js';
import { JobAttempt } from './jobs/attempts/job-attempt.entity.js';
import { LogLine } from './jobs/reports/job-log.entity.js';
import { JobMetric } from './jobs/reports/job-metric.entity.js';
import { JobRow } from './jobs/job.entity.js';
import { Worker } from './jobs/presence/worker.entity.js';
import { LineageStep } from './lineage/lineage-step.entity.js';
import { ModelAlias } from './models/aliases/model-alias.entity.js';
import { ModelFile } from './models/files/model-file.entity.js';
import { ModelVersion } from './models/versions/model-version.entity.js';
import { Model } from './models/model.entity.js';
import { Feedback } from './prediction/feedback/feedback.entity.js';
import { OptimizationCandidate } from './optimization/candidates/optimization-candidate.entity.js';
import { OptimizationJob } from './optimization/optimization-job.entity.js';
import { PredictionRecord } from './prediction/records/prediction-record.js';
import { Deployment } from './releases/deployments/deployment.entity.js';
import { Environment } from './releases/environments/environment.entity.js';
import { LedgerEntry } from './releases/deployments/ledger-entry.entity.js';
import { Release } from './releases/release.entity.js';
import { UploadPart } from './storage/uploads/upload-part.entity.js';
import { Upload } from './storage/uploads/upload.entity.js';
import { TrainingJob } from './training/training-job.entity.js';
import { TuningEncoding } from './training/tuning/encodings/tuning-encoding.entity.js';
import { TuningStudy } from './training/tuning/tuning-study.entity.js';
import { TuningTrial } from './training/tuning/trials/tuning-trial.entity.js';

/** Every entity, for the data source of each process. */
export const ENTITIES = [
  Project,
  Actor,
  ApiToken,
  AuditEntry,
  IdempotencyKey,
  LineageStep,
  Upload,
  UploadPart,
  Worker,
  JobRow,
  JobAttempt,
  LogLine,
  JobMetric,
  Dataset,
  DatasetVersion,
  DatasetChunk,
  DatasetStatistics,
  ImportJob,
  BadRow,
  BlobErasure,
  Model,
  ModelVersion,
  ModelFile,
  ModelAlias,
  Evaluation,
  EvaluationJob,
  TrainingJob,
  TuningEncoding,
  TuningStudy,
  TuningTrial,
  OptimizationJob,
  OptimizationCandidate,
  Environment,
  Deployment,
  Release,
  LedgerEntry,
  PredictionRecord,
  Feedback,
];
