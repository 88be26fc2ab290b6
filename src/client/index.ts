export * from './generated/operations.js';
export { type CallOptions, SluiceClient, type SluiceClientOptions, type TypedDocument } from './client.js';
export { isSluiceError, SluiceError, UNEXPECTED_ANSWER, UNREACHABLE } from './errors.js';
export { downloadFile } from './download-file.js';
export {
  followJob,
  isFinished,
  type JobDetails,
  type JobListeners,
  type JobLine,
  type JobMetric,
  type JobUpdate,
} from './follow-job.js';
export type { GraphQLRequest } from './graphql-http.js';
export { type FinishedUpload, uploadFile, type UploadOptions, type UploadProgress } from './upload-file.js';
