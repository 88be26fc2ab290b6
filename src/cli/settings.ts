import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Which gateway a command speaks to, and as whom. */
export interface Settings {
  url: string;
  token: string | undefined;
}

export interface GivenSettings {
  url?: string;
  token?: string;
}

const TOKEN_FILE = 'admin-token';
const ANY_ADDRESS = ['0.0.0.0', '::'];
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Options come before SLUICE_URL and SLUICE_TOKEN, and these before what `sluice up` left on this machine. The token that it left
 * goes to this machine alone: another address needs a token of its own. Empty variables count as absent.
 */
export function readSettings(given: GivenSettings, env: NodeJS.ProcessEnv = process.env): Settings {
  const variables = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const url = given.url ?? variables.SLUICE_URL ?? localUrl(variables);
  const token = given.token ?? variables.SLUICE_TOKEN;
  return { url, token: token ?? (isLoopback(url) ? tokenOfHome(variables.SLUICE_HOME) : undefined) };
}

function localUrl({ HOST = '127.0.0.1', PORT = '4000' }: NodeJS.ProcessEnv): string {
  return `http://${ANY_ADDRESS.includes(HOST) ? '127.0.0.1' : HOST}:${PORT}`;
}

function isLoopback(url: string): boolean {
  return URL.canParse(url) && LOOPBACK.includes(new URL(url).hostname);
}

function tokenOfHome(home = '.sluice'): string | undefined {
  try {
    return readFileSync(join(home, TOKEN_FILE), 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}
