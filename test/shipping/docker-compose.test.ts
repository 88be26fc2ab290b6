import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { configReference, readConfig } from '../../src/config/config.js';
import { PACKAGE_ROOT } from '../../src/lib/package-root.js';
import { composeServices, FILLED_IN_ENV } from './compose-file.js';

const services = composeServices();
const ours = Object.entries(services).filter(([, { image }]) => image.startsWith('sluice:'));
const hasDockerCompose = spawnSync('docker', ['compose', 'version']).status === 0;

describe.each(ours)('the service %s', (name, { environment = {} }) => {
  test('sets only variables that Sluice reads', () => {
    const known = new Set(configReference().map((variable) => variable.name));
    expect(Object.keys(environment).filter((variable) => !known.has(variable))).toEqual([]);
  });

  test('sets them to values that Sluice takes', () => {
    const env = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, String(value)]));
    expect(readConfig(env).SLUICE_ROLE).toBe(name === 'migrate' ? undefined : roleOf(name));
  });
});

test('two gateways, a job worker and an inference worker share one database, one store and one inference secret', () => {
  expect(services.gateway?.deploy?.replicas).toBe(2);
  const valuesOf = (variable: string) => new Set(ours.flatMap(([, { environment }]) => environment?.[variable] ?? []));
  for (const variable of ['DATABASE_URL', 'ARTIFACTS_URL', 'S3_ENDPOINT', 'S3_ACCESS_KEY_ID', 'INFERENCE_TOKEN']) {
    expect([variable, valuesOf(variable).size]).toEqual([variable, 1]);
  }
});

test('every image of others is pinned to a version', () => {
  const foreign = Object.values(services).filter(({ image }) => !image.startsWith('sluice:'));
  expect(foreign).toHaveLength(3);
  for (const { image } of foreign) expect(image).toMatch(/:\d+(\.\d+)*(-alpine)?$/);
});

test('.env.example names every variable that has no default, and gives no secret away', () => {
  const text = readFileSync(join(PACKAGE_ROOT, 'docker-compose.yml'), 'utf8');
  const required = [...text.matchAll(/\$\{(\w+):\?/g)].map(([, variable]) => variable!);
  const example = parseEnv(readFileSync(join(PACKAGE_ROOT, '.env.example'), 'utf8'));
  expect(new Set(required)).toEqual(new Set(Object.keys(FILLED_IN_ENV)));
  expect(required.filter((variable) => !(variable in example))).toEqual([]);
  for (const [variable, value] of Object.entries(example)) {
    if (/TOKEN|SECRET|PASSWORD/.test(variable)) expect([variable, value]).toEqual([variable, '']);
  }
});

(hasDockerCompose ? test : test.skip).each([[[]], [['--profile', 'gpu']]])(
  'docker compose accepts the file with %j (skipped where docker compose is not installed)',
  (profile) => {
    const checked = spawnSync('docker', ['compose', ...profile, 'config', '--quiet'], {
      cwd: PACKAGE_ROOT,
      env: { ...process.env, ...FILLED_IN_ENV },
      encoding: 'utf8',
    });
    expect([checked.status, checked.stderr]).toEqual([0, '']);
  },
);

function roleOf(service: string): string {
  return service.replace('-gpu', '');
}
