import { normalize } from 'node:path/posix';
import { z } from 'zod';
import { InvalidInputError } from '../../lib/errors.js';
import { MODEL_PATH } from '../../onnx/model-files.js';

const schema = z
  .array(
    z.object({
      path: z
        .string()
        .min(1)
        .max(512)
        .refine(
          (path) => !path.startsWith('/') && !path.includes('\\') && !normalize(path).startsWith('..'),
          'leads out of the model',
        ),
      role: z.string(),
      digest: z.string().regex(/^sha256:[0-9a-f]{64}$/, 'is no sha256 digest'),
      sizeBytes: z.coerce.number().int().min(0),
    }),
  )
  .min(1)
  .max(1000);

/** Files of a model version, named by their digests. */
export type Manifest = z.infer<typeof schema>;

/** @throws {InvalidInputError} when the parameter "manifest" of a load request is missing or wrong */
export function parseManifest(parameter: unknown): Manifest {
  if (typeof parameter !== 'string')
    throw new InvalidInputError(
      'To load a model, give the parameter "manifest": its files as JSON, [{path, role, digest, sizeBytes}].',
    );
  const parsed = schema.safeParse(parseJson(parameter));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the list'}: ${issue.message}`);
    throw new InvalidInputError(`The manifest is not understood. ${problems.slice(0, 5).join('; ')}.`);
  }
  if (!parsed.data.some(({ path }) => path === MODEL_PATH))
    throw new InvalidInputError(`The manifest names no "${MODEL_PATH}".`);
  return parsed.data;
}

export function sameManifest(a: Manifest, b: Manifest): boolean {
  const lines = (manifest: Manifest) =>
    manifest
      .map(({ path, digest }) => `${path} ${digest}`)
      .sort()
      .join('\n');
  return lines(a) === lines(b);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new InvalidInputError('The parameter "manifest" is no JSON.');
  }
}
