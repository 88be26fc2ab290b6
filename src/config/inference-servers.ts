/** An inference server of others, as INFERENCE_SERVERS names it. */
export interface InferenceServer {
  readonly name: string;
  /** How it is spoken to: the Open Inference Protocol over HTTP or gRPC, or OpenAI's API. */
  readonly protocol: 'http' | 'grpc' | 'openai';
  /** http(s) or grpc(s), without a slash at its end; with the path of the API for OpenAI's. */
  readonly url: string;
  /** Sent as a bearer token; none when left out. */
  readonly token?: string;
}

/** Where OpenAI's API is, unless a path says otherwise. */
const OPENAI_PATH = '/v1';
const NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/;
const PROTOCOLS: Readonly<Record<string, InferenceServer['protocol']>> = {
  'http:': 'http',
  'https:': 'http',
  'grpc:': 'grpc',
  'grpcs:': 'grpc',
  'openai+http:': 'openai',
  'openai+https:': 'openai',
};

/**
 * Reads "name=url name2=url2" and "name=token name2=token2".
 * @returns the servers, or a sentence for each thing that is wrong; no sentence holds a token
 */
export function parseInferenceServers(urls: string, tokens: string): InferenceServer[] | { problems: string[] } {
  const problems: string[] = [];
  const tokenOf = new Map(pairs(tokens));
  const servers = new Map<string, InferenceServer>();
  for (const [name, url] of pairs(urls)) {
    const problem = servers.has(name) ? `"${name}" is there twice` : problemOf(name, url);
    if (problem) problems.push(`INFERENCE_SERVERS: ${problem}`);
    else servers.set(name, serverOf(name, url, tokenOf.get(name)));
  }
  for (const name of tokenOf.keys())
    if (!servers.has(name)) problems.push(`INFERENCE_SERVER_TOKENS: INFERENCE_SERVERS names no server "${name}"`);
  return problems.length > 0 ? { problems } : [...servers.values()];
}

function serverOf(name: string, url: string, token: string | undefined): InferenceServer {
  const protocol = PROTOCOLS[new URL(url).protocol]!;
  const base = url.replace(/^openai\+/, '').replace(/\/+$/, '');
  const path = protocol === 'openai' && new URL(base).pathname === '/' ? OPENAI_PATH : '';
  return { name, url: base + path, protocol, ...(token ? { token } : {}) };
}

function pairs(text: string): [string, string][] {
  return text
    .split(/\s+/)
    .filter(Boolean)
    .map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    });
}

/** What is wrong with an entry; null when nothing is. */
function problemOf(name: string, text: string): string | null {
  if (!NAME.test(name))
    return `"${name}" is no name of a server; write name=url, the name of lower-case letters, digits, ".", "_" and "-"`;
  const url = URL.canParse(text) ? new URL(text) : null;
  const protocol = url && PROTOCOLS[url.protocol];
  if (!url || !protocol || url.host === '')
    return `the server "${name}" needs a URL that begins with http://, https://, grpc://, grpcs://, openai+http:// or openai+https://`;
  if (url.username || url.password || url.search || url.hash)
    return `the URL of the server "${name}" has a host, a port and a path only; its token belongs into INFERENCE_SERVER_TOKENS`;
  if (protocol === 'grpc' && (url.port === '' || !['', '/'].includes(url.pathname)))
    return `the server "${name}" speaks gRPC: its URL is grpc://host:port`;
  return null;
}
