import { expect, test } from '@jest/globals';
import { type GraphQLSchema, buildSchema, parse, validate } from 'graphql';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/lib/package-root.js';

const read = (path: string): string => readFileSync(join(PACKAGE_ROOT, path), 'utf8');
const schema: GraphQLSchema = buildSchema(read('schema/schema.graphql'));
const pages = ['README.md', ...readdirSync(join(PACKAGE_ROOT, 'docs')).map((name) => `docs/${name}`)];

const examples = pages
  .filter((page) => page.endsWith('.md'))
  .flatMap((page) =>
    [...read(page).matchAll(/^```graphql\n([^]*?)^```$/gm)].map(
      (match, index) => [page, index + 1, match[1]!] as const,
    ),
  );

test.each(examples)('%s: GraphQL example %i is valid in the schema', (_page, _number, document) => {
  expect(validate(schema, parse(document)).map(({ message }) => message)).toEqual([]);
});
