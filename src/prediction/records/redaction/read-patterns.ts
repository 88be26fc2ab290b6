import { readFileSync } from 'node:fs';
import { RE2JS } from 're2js';
import type { Config } from '../../../config/config.js';
import { ConfigError } from '../../../config/config.js';
import { KNOWN_PATTERNS, type KnownPattern } from './known-patterns.js';
import type { Pattern } from './redactor.js';

/**
 * The patterns that an installation redacts: its own first, then the known ones.
 * @throws {ConfigError} naming the file and line of what is no pattern
 */
export function readPatterns({ PREDICTION_REDACT, PREDICTION_REDACT_FILE }: Config): Pattern[] {
  const names = PREDICTION_REDACT === 'none' ? [] : (PREDICTION_REDACT.split(',') as KnownPattern[]);
  const own = PREDICTION_REDACT_FILE === undefined ? [] : parsePatterns(PREDICTION_REDACT_FILE);
  return [...own, ...names.map((name) => KNOWN_PATTERNS[name])];
}

/** One pattern a line: its name, white space, an expression of RE2. Blank lines and lines that begin with # say nothing. */
function parsePatterns(path: string): Pattern[] {
  return readText(path)
    .split(/\r?\n/)
    .flatMap((line, index) => {
      if (/^\s*(#|$)/.test(line)) return [];
      const [, name, source] = /^\s*([A-Z][A-Z\d_]{0,31})\s+(.*\S)\s*$/.exec(line) ?? [];
      if (!name || !source)
        throw new ConfigError(
          `PREDICTION_REDACT_FILE: ${path}, line ${index + 1} is to hold a NAME in capitals and an expression.`,
        );
      return [{ name, replace: replacerOf(source, `${path}, line ${index + 1}`) }];
    });
}

/** RE2 needs time linear in the text, whatever the expression: no pattern can stall a gateway. */
function replacerOf(source: string, place: string): Pattern['replace'] {
  const expression = compile(source, place);
  if (expression.matcher('').find())
    throw new ConfigError(`PREDICTION_REDACT_FILE: ${place}: the expression matches the empty text. Make it longer.`);
  return (text, replacement) => expression.matcher(text).replaceAll(() => replacement);
}

function compile(source: string, place: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    throw new ConfigError(
      `PREDICTION_REDACT_FILE: ${place}: ${error instanceof Error ? error.message : String(error)}. Expressions are those of RE2, without look-around and back references.`,
    );
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new ConfigError(`PREDICTION_REDACT_FILE: there is no readable file "${path}".`);
  }
}
