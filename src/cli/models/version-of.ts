import { type JobDetails, ModelVersionDocument } from '../../client/index.js';
import { bytes, facts, figure } from '../format.js';
import type { Session } from '../session.js';
import { metricsTable } from './evaluation-text.js';

interface Answer {
  value: unknown;
  text: () => string;
}

/** The version that a finished job made, with what was measured of it. */
export async function versionOf({ client }: Session, job: JobDetails): Promise<Answer> {
  const made = 'modelVersion' in job ? job.modelVersion : null;
  if (!made) return { value: job, text: () => job.id };
  const { modelVersion } = await client.request(ModelVersionDocument, { ref: made.id });
  const evaluations = modelVersion?.evaluations.edges.map(({ node }) => node) ?? [];
  const [only, ...others] = evaluations;
  const metrics = others.length === 0 ? (only?.metrics ?? []) : [];
  return {
    value: { job: job.id, modelVersion },
    text: () => {
      const head = facts([
        ['version', made.ref],
        ['size', bytes(made.sizeBytes)],
        ['digest', made.digest],
        ...metrics.map(({ name, value }) => [name.toLowerCase(), figure(value)] as const),
      ]);
      return others.length === 0 ? head : `${head}\n\n${metricsTable(evaluations)}`;
    },
  };
}
