import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationPage } from '../../src/config/configuration-page.js';
import { PACKAGE_ROOT } from '../../src/lib/package-root.js';

test('docs/configuration.md is what the code makes: run "npm run docs:emit" and commit the file', () => {
  expect(readFileSync(join(PACKAGE_ROOT, 'docs', 'configuration.md'), 'utf8')).toBe(configurationPage());
});

test('every variable has its meaning and default on the page', () => {
  const page = configurationPage();
  expect(page).toContain('| `PORT` | `4000` | Port that the gateway listens on. |');
  expect(page).not.toMatch(/\| *\|\n/);
});
