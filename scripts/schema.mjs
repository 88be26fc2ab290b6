// `schema.mjs emit` writes schema/schema.graphql from the built program. `schema.mjs check` fails when the file differs from the
// program, or when it breaks clients of schema/released.graphql, the schema of the last release.
import { readFile, writeFile } from 'node:fs/promises';
import { CriticalityLevel, DiffRule, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';
import { buildGatewaySchema, printGatewaySchema } from '../dist/api/schema.js';
import { RESOLVERS } from '../dist/resolvers.js';

const FILE = new URL('../schema/schema.graphql', import.meta.url);
const RELEASED = new URL('../schema/released.graphql', import.meta.url);

const current = printGatewaySchema(buildGatewaySchema(RESOLVERS));
const read = (file) => readFile(file, 'utf8').catch(() => null);

async function check() {
  if ((await read(FILE)) !== current) {
    return ['schema/schema.graphql is not what the code makes. Run `npm run schema:emit` and commit the file.'];
  }
  const released = await read(RELEASED);
  if (released === null) return [];
  const changes = await diff(buildSchema(released), buildSchema(current), [DiffRule.suppressRemovalOfDeprecatedField]);
  const breaking = changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking);
  return breaking.map(({ message }) => `Breaks clients of the last release: ${message}.`);
}

if (process.argv[2] === 'emit') await writeFile(FILE, current);
else {
  const problems = await check();
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
