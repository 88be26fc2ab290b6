import { AccessResolver } from './access/access.resolver.js';
import { AuditEntryResolver } from './access/changes/audit-entry.resolver.js';
import { ApiTokenResolver } from './access/tokens/api-token.resolver.js';
import { NodeResolver } from './access/node.resolver.js';
import { DatasetVersionResolver } from './datasets/versions/dataset-version.resolver.js';
import { DatasetResolver } from './datasets/dataset.resolver.js';
import { ImportResolver } from './datasets/import/import.resolver.js';
import { DatasetStatisticsResolver } from './datasets/statistics/dataset-statistics.resolver.js';
import {
  EvaluationJobResolver,
  EvaluationResolver,
  ModelVersionEvaluationsResolver,
} from './evaluation/evaluation.resolver.js';
import { JobAttemptResolver, JobAttemptsResolver } from './jobs/attempts/job-attempt.resolver.js';
import { JobUpdatesResolver } from './jobs/events/job-updates.resolver.js';
import { JobFieldsResolver, JobResolver } from './jobs/job.resolver.js';
import { JobReportsResolver } from './jobs/reports/job-reports.resolver.js';
import { ReportSubscriptionResolver } from './jobs/reports/report-subscription.resolver.js';
import { WorkerResolver, WorkerSubscriptionResolver } from './jobs/presence/worker.resolver.js';
import { LineageStepResolver } from './lineage/lineage.resolver.js';
import { VersionHealthResolver } from './health/version-health.resolver.js';
import { ModelAliasResolver } from './models/aliases/model-alias.resolver.js';
import { ModelFileResolver } from './models/files/model-file.resolver.js';
import { WordMapResolver } from './models/word-vectors/word-map.resolver.js';
import { FastTextUrlResolver } from './models/fasttext-classifier/fasttext-url.resolver.js';
import { WordVectorsUrlResolver } from './models/word-vectors/word-vectors-url.resolver.js';
import { ModelVersionResolver } from './models/versions/model-version.resolver.js';
import { RegisterModelVersionResolver } from './models/registration/register-model-version.resolver.js';
import { ModelResolver } from './models/model.resolver.js';
import { TrainedVersionsResolver, TrainingResolver } from './training/training.resolver.js';
import { TrialResolver, TuningResolver } from './training/tuning/tuning.resolver.js';
import {
  DeploymentResolver,
  DeploymentSnapshotResolver,
  LedgerEntryResolver,
  ModelDeploymentsResolver,
  ModelVersionReleasesResolver,
  RouteResolver,
} from './releases/deployments/deployment.resolver.js';
import {
  DeploymentHealthResolver,
  HealthOfDeploymentResolver,
  RoleOfVersionResolver,
} from './releases/deployments/deployment-health.resolver.js';
import { EnvironmentResolver } from './releases/environments/environment.resolver.js';
import { HealthSubscriptionResolver } from './releases/deployments/health-subscription.resolver.js';
import { ReleaseSubscriptionResolver } from './releases/release-subscription.resolver.js';
import { ReleaseOutcomeResolver, ReleaseResolver } from './releases/release.resolver.js';
import { FeedbackResolver } from './prediction/feedback/feedback.resolver.js';
import {
  ClassificationResolver,
  MultiLabelClassificationResolver,
  TextEmbeddingResolver,
  PredictionResolver,
  PredictionRouteResolver,
  PredictResolver,
} from './prediction/prediction.resolver.js';
import { GenerateResolver } from './prediction/generation/generate.resolver.js';
import { ScoreTextsResolver } from './prediction/generation/score-texts.resolver.js';
import { AnalogyResolver } from './prediction/neighbours/analogy.resolver.js';
import { NearestNeighboursResolver } from './prediction/neighbours/nearest-neighbours.resolver.js';
import { RouteReadyResolver } from './prediction/routes/route-ready.resolver.js';
import {
  InferenceLaneResolver,
  ServedModelResolver,
  WorkerInferenceResolver,
} from './inference/presence/worker-inference.resolver.js';
import { UploadOriginResolver } from './models/registration/upload-origin.js';
import { ModelOriginResolver } from './optimization/model-origin.resolver.js';
import { OptimizationCandidateResolver, OptimizationResolver } from './optimization/optimization.resolver.js';

/** Every resolver, which together are the schema. */
export const RESOLVERS = [
  NodeResolver,
  AccessResolver,
  ApiTokenResolver,
  AuditEntryResolver,
  LineageStepResolver,
  JobResolver,
  JobFieldsResolver,
  JobAttemptsResolver,
  JobAttemptResolver,
  JobReportsResolver,
  JobUpdatesResolver,
  ReportSubscriptionResolver,
  WorkerResolver,
  WorkerSubscriptionResolver,
  DatasetResolver,
  DatasetVersionResolver,
  DatasetStatisticsResolver,
  ImportResolver,
  ModelResolver,
  ModelVersionResolver,
  ModelFileResolver,
  WordVectorsUrlResolver,
  WordMapResolver,
  FastTextUrlResolver,
  ModelAliasResolver,
  RegisterModelVersionResolver,
  EvaluationResolver,
  EvaluationJobResolver,
  ModelVersionEvaluationsResolver,
  TrainingResolver,
  TuningResolver,
  TrialResolver,
  OptimizationResolver,
  OptimizationCandidateResolver,
  TrainedVersionsResolver,
  EnvironmentResolver,
  DeploymentResolver,
  DeploymentSnapshotResolver,
  LedgerEntryResolver,
  RouteResolver,
  ModelDeploymentsResolver,
  ModelVersionReleasesResolver,
  ReleaseResolver,
  ReleaseOutcomeResolver,
  ReleaseSubscriptionResolver,
  VersionHealthResolver,
  DeploymentHealthResolver,
  HealthOfDeploymentResolver,
  RoleOfVersionResolver,
  HealthSubscriptionResolver,
  PredictResolver,
  NearestNeighboursResolver,
  AnalogyResolver,
  GenerateResolver,
  ScoreTextsResolver,
  PredictionResolver,
  ClassificationResolver,
  MultiLabelClassificationResolver,
  TextEmbeddingResolver,
  PredictionRouteResolver,
  FeedbackResolver,
  UploadOriginResolver,
  ModelOriginResolver,
  WorkerInferenceResolver,
  InferenceLaneResolver,
  ServedModelResolver,
  RouteReadyResolver,
] as const;
