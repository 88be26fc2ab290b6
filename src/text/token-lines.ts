/** What a line cannot hold, and how it is written there. */
const ESCAPES = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' } as const;

/** Tokens as a file that a person can read: one a line, in the order of their numbers. A line break is written \n, a carriage return \r, a backslash \\. */
export function formatTokenLines(tokens: Iterable<string>): string {
  return Array.from(
    tokens,
    (token) => `${token.replace(/[\\\n\r]/g, (mark) => ESCAPES[mark as keyof typeof ESCAPES])}\n`,
  ).join('');
}

/** Reads what `formatTokenLines` wrote. */
export function parseTokenLines(file: string): string[] {
  const lines = file.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) =>
    line.replace(/\\(.)/g, (_, mark: string) => (mark === 'n' ? '\n' : mark === 'r' ? '\r' : mark)),
  );
}
