import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { PACKAGE_ROOT } from '../../src/lib/package-root.js';

export interface ComposeService {
  image: string;
  command?: string[];
  environment?: Record<string, string | number>;
  profiles?: string[];
  deploy?: { replicas?: number };
}

/** What a copy of .env.example holds once it was filled in. */
export const FILLED_IN_ENV = {
  SLUICE_ADMIN_TOKEN: 'sluice_0123456789abcdef',
  POSTGRES_PASSWORD: 'secret',
  S3_ACCESS_KEY_ID: 'sluice',
  S3_SECRET_ACCESS_KEY: 'secret',
  INFERENCE_TOKEN: 'secret',
};

/** The services of docker-compose.yml, with variables put in as docker compose does. */
export function composeServices(): Record<string, ComposeService> {
  const text = readFileSync(join(PACKAGE_ROOT, 'docker-compose.yml'), 'utf8');
  const filled = text.replace(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (_whole, name: string, kind?: string, rest?: string) => {
      const value = FILLED_IN_ENV[name as keyof typeof FILLED_IN_ENV] as string | undefined;
      return value ?? (kind === '-' ? (rest ?? '') : '');
    },
  );
  return (parse(filled, { merge: true }) as { services: Record<string, ComposeService> }).services;
}
