const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];
const SECOND_MS = 1_000;

/** 1234567 is "1.2 MB". */
export function bytes(count: number): string {
  const power = Math.min(BYTE_UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, count)) / 3)));
  const value = count / 1_000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${BYTE_UNITS[power]}`;
}

/** 0.9834 is "98.3%". */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

/** Four digits or so, without trailing zeros: 0.012345 is "0.01235". */
export function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(Math.abs(value) >= 1_000 ? 6 : 4)));
}

/** 83000 is "1 min 23 s". */
export function duration(ms: number): string {
  if (ms < 10 * SECOND_MS) return `${(ms / SECOND_MS).toFixed(1)} s`;
  const seconds = Math.round(ms / SECOND_MS);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "2026-11-23 20:59:02" of an RFC 3339 instant, in UTC. */
export function instant(at: string): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

/** "20:59:02", in UTC. */
export function timeOfDay(at: string): string {
  return instant(at).slice(11);
}

/** Rows under their headings, as wide as their widest cell. Columns whose cells are all numbers are set to the right. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) => Math.max(heading.length, ...rows.map((row) => row[column]!.length)));
  const numeric = headings.map(
    (_, column) => rows.length > 0 && rows.every((row) => /^-?[\d.,]+( ?(%|[kMGT]?B|ms|s))?$/.test(row[column]!)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (numeric[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd();
  return [headings, ...rows].map(line).join('\n');
}

/** Names and values in two columns. Absent values are left out. */
export function facts(entries: readonly (readonly [string, string | number | null | undefined])[]): string {
  const present = entries.filter(([, value]) => value !== null && value !== undefined && value !== '');
  const width = Math.max(0, ...present.map(([name]) => name.length));
  return present.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}
