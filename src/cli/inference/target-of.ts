import type { PredictTargetInput } from '../../client/index.js';
import { UsageError } from '../failure.js';

/** Who shall answer: what serves a model in an environment, or a version. @throws {UsageError} when it is neither */
export function targetOf(model: string, environment: string | undefined): PredictTargetInput {
  if (environment) return { deployment: { environment, model } };
  if (model.includes('@') || model.startsWith('version_')) return { modelVersion: model };
  throw new UsageError(
    `Name the environment that "${model}" serves in with --environment, or a version as in ${model}@latest.`,
  );
}
