import { expect, test } from '@jest/globals';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/lib/package-root.js';

const docs = readdirSync(join(PACKAGE_ROOT, 'docs')).filter((name) => name.endsWith('.md'));
const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...docs.map((name) => `docs/${name}`)];

function textOf(page: string): string {
  return readFileSync(join(PACKAGE_ROOT, page), 'utf8');
}

/** Files and headings of this repository that a page links to. */
function linksOf(page: string): string[] {
  const prose = textOf(page).replaceAll(/^```[^]*?^```$/gm, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!).filter((link) => !/^[a-z]+:/.test(link));
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  return [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(pages)('%s links to what is there', (page) => {
  const broken = linksOf(page).filter((link) => {
    const [path, anchor] = link.split('#') as [string, string?];
    const target = path === '' ? page : join(dirname(page), path);
    return !existsSync(join(PACKAGE_ROOT, target)) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
  });
  expect(broken).toEqual([]);
});

test('every page can be reached from the README', () => {
  const reached = new Set(['README.md']);
  for (const page of reached)
    for (const link of linksOf(page)) {
      const target = join(dirname(page), link.split('#')[0]!);
      if (target.endsWith('.md')) reached.add(target);
    }
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});
