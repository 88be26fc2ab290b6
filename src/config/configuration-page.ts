import { configReference } from './config.js';

const HEAD = `# Configuration

Sluice reads these environment variables, and nothing else, once at start; an empty one counts as absent. A wrong value stops the
start with a sentence that names every variable at fault. At log level \`debug\` each process prints what it runs with, secrets hidden.

This page is made from the code with \`npm run docs:emit\`.

| variable | default | meaning |
|---|---|---|
`;

/** docs/configuration.md: every variable with its default and meaning. */
export function configurationPage(): string {
  const rows = configReference().map(({ name, fallback, meaning }) => {
    const value = fallback.replace(/^"|"$/g, '');
    const cells = [`\`${name}\``, value && `\`${value}\``, meaning.replaceAll('|', '\\|')];
    return `| ${cells.join(' | ')} |\n`;
  });
  return HEAD + rows.join('');
}
