import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of package.json, wherever below it this file was compiled to. */
export const PACKAGE_ROOT = folderWith('package.json', import.meta.dirname);

/** Path of a built program that is started as a process of its own: `builtProgram('jobs/child/child.js')`. */
export function builtProgram(path: string): string {
  return join(PACKAGE_ROOT, 'dist', path);
}

/** This package's version. */
export const VERSION = (JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string })
  .version;

function folderWith(file: string, start: string): string {
  let folder = start;
  while (!existsSync(join(folder, file)) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}
