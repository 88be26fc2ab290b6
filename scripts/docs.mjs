// Writes the pages of docs/ that are made from the built program.
import { writeFile } from 'node:fs/promises';
import { configurationPage } from '../dist/config/configuration-page.js';

await writeFile(new URL('../docs/configuration.md', import.meta.url), configurationPage());
