import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { type InferenceServer, parseInferenceServers } from './inference-servers.js';

const wholeNumber = (min: number, max: number) => {
  const words = `takes a whole number from ${min} to ${max}`;
  return z.coerce.number(words).int(words).min(min, words).max(max, words);
};
const port = wholeNumber(0, 65_535);
const count = (fallback: number, max = 1_000_000) => wholeNumber(0, max).default(fallback);
const atLeastOne = (fallback: number, max: number) => wholeNumber(1, max).default(fallback);
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** Every environment variable that Sluice reads, with its meaning. docs/configuration.md is made from this table. */
const VARIABLES = {
  SLUICE_HOME: z
    .string()
    .default('.sluice')
    .describe('Folder of the embedded database, artifacts and the admin token.'),
  SLUICE_ROLE: z
    .enum(['gateway', 'jobs', 'inference'])
    .optional()
    .describe('Run one role only; all of them when left out.'),
  HOST: z.string().default('127.0.0.1').describe('Address that the gateway listens on.'),
  PORT: port.default(4000).describe('Port that the gateway listens on.'),
  PUBLIC_URL: z
    .url()
    .optional()
    .describe('Base of the URLs that answers give out, as clients reach it; http://HOST:PORT when left out.'),
  DATABASE_URL: z.string().optional().describe('Postgres to use; an embedded one is started when left out.'),
  DATABASE_POOL_SIZE: count(10, 500).describe('Connections that each process opens at most.'),
  ARTIFACTS_URL: z
    .string()
    .optional()
    .describe('file:///folder or s3://bucket/prefix; a folder in SLUICE_HOME when left out.'),
  S3_ENDPOINT: z.string().optional().describe('Endpoint of an S3 store other than AWS.'),
  S3_REGION: z.string().default('us-east-1').describe('Region of the S3 store.'),
  S3_ACCESS_KEY_ID: z.string().optional().describe('Key of the S3 store; the AWS SDK finds its own when left out.'),
  S3_SECRET_ACCESS_KEY: z.string().optional().describe('Secret of the S3 store.'),
  SLUICE_ADMIN_TOKEN: z
    .string()
    .min(20)
    .optional()
    .describe('Secret of the first admin token; made at first start when left out.'),
  INFERENCE_URLS: z
    .string()
    .default('')
    .describe('Comma-separated base URLs of inference workers, beside those that `sluice up` starts itself.'),
  INFERENCE_TOKEN: z.string().optional().describe('Secret that gateways and inference workers share.'),
  INFERENCE_SERVERS: z
    .string()
    .default('')
    .describe(
      'Inference servers of others that versions can be released onto, as `name=url name2=url2`: http:// and https:// for the Open Inference Protocol over HTTP, grpc:// and grpcs:// for gRPC, openai+http:// and openai+https:// for servers of OpenAI’s API, which generate text.',
    ),
  INFERENCE_SERVER_TOKENS: z
    .string()
    .default('')
    .describe('Bearer tokens for those that ask for one, as `name=token name2=token2`.'),
  INFERENCE_SERVER_CA: z
    .string()
    .optional()
    .describe(
      'File of certificates (PEM) of authorities that may have signed those of https://, grpcs:// and openai+https:// servers, beside those that Node trusts.',
    ),
  INFERENCE_HOST: z.string().default('127.0.0.1').describe('Address that an inference worker listens on.'),
  INFERENCE_PORT: port
    .default(4100)
    .describe('Port that an inference worker listens on; further ones of the same `sluice up` take the next ports.'),
  INFERENCE_GRPC_PORT: port
    .optional()
    .describe(
      'Port at which an inference worker answers the Open Inference Protocol over gRPC, too; further ones of the same `sluice up` take the next ports. No gRPC when left out.',
    ),
  INFERENCE_LANES: count(1, 64).describe('Lane processes of one inference worker.'),
  INFERENCE_DEVICES: z
    .string()
    .regex(/^(cuda|webgpu|cpu)(,(cuda|webgpu|cpu))*$/, 'takes cuda, webgpu and cpu, separated by commas')
    .default('cpu')
    .describe('Devices that models run on, in order of preference: cuda, webgpu, cpu.'),
  INFERENCE_MEMORY_MB: count(0, 1 << 24).describe(
    'Memory that an inference worker may use for its lanes and models, in MiB; 0 is 80% of the machine or container, shared by the workers of one `sluice up`.',
  ),
  INFERENCE_QUEUE_LIMIT: count(1024).describe('Requests that may wait for one model at an inference worker.'),
  INFERENCE_RUN_LIMIT_MS: count(60_000, 3_600_000).describe('A lane that runs longer in one go is killed.'),
  INFERENCE_MAX_BODY_BYTES: count(64 * 1024 * 1024, 2 ** 31).describe(
    'Largest request that an inference worker takes.',
  ),
  INFERENCE_WORKERS: count(0, 64).describe('Inference workers that `sluice up` starts; 0 is one per core, up to two.'),
  JOB_CONCURRENCY: count(1, 64).describe('Jobs that one job worker runs at a time.'),
  JOB_MEMORY_MB: count(0).describe(
    'JavaScript heap that the process of one job may have, in MiB; 0 is what Node chooses.',
  ),
  PROTOCOL_ENVIRONMENT: z
    .string()
    .default('production')
    .describe('Environment that /v1 and /v2 address; /environments/NAME/v1 and /environments/NAME/v2 address any.'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Least level of log lines.'),
  MAX_BODY_BYTES: count(8 * 1024 * 1024, 1 << 30).describe('Largest body of a GraphQL request.'),
  CLIENT_TIMEOUT_MS: atLeastOne(30_000, 3_600_000).describe(
    'How long a client may take to send a request, and how long it may stop reading an answer, at gateways and inference workers; uploads and downloads have limits of their own.',
  ),
  MAX_UPLOAD_BYTES: count(10 * 1024 ** 3, Number.MAX_SAFE_INTEGER).describe('Largest file that can be uploaded.'),
  UPLOAD_EXPIRY_HOURS: count(24).describe('How long an upload is kept after its last progress, used or not.'),
  MAX_QUERY_DEPTH: count(14, 100).describe('Deepest selection of a GraphQL document.'),
  MAX_QUERY_COST: count(5_000).describe(
    'Highest cost of a GraphQL document: one a field, lists times their page size.',
  ),
  MAX_QUERY_TOKENS: count(4_000).describe('Most lexical tokens of a GraphQL document.'),
  MAX_QUERY_ALIASES: count(60).describe('Most aliases in a GraphQL document.'),
  MAX_QUERY_DIRECTIVES: count(50).describe('Most directives in a GraphQL document.'),
  MAX_SUBSCRIPTIONS: count(50).describe('Most running operations of one WebSocket connection.'),
  RATE_LIMIT_PER_SECOND: count(2_000).describe(
    'Operations a second that one token may start on average at each gateway; 0 is no limit.',
  ),
  CONCURRENCY_LIMIT: count(256).describe(
    'Operations that one token may have under way at each gateway, subscriptions included; 0 is no limit.',
  ),
  DRAIN_DELAY_MS: count(0, 60_000).describe(
    'How long a gateway that was told to stop goes on taking connections, so that a load balancer sees it is not ready.',
  ),
  EVENT_RETENTION_HOURS: count(168).describe('How long stored events can be read from a cursor.'),
  HEALTH_LATENCY_P95_MS: count(1_000).describe(
    'Milliseconds that 95% of answers may take before a deployment counts as degraded: past a second people lose their train of thought.',
  ),
  HEALTH_SECONDS_RETENTION_HOURS: atLeastOne(2, 48).describe(
    'How long health is kept by the second; so far back modelHealth(after:) resumes.',
  ),
  HEALTH_MINUTES_RETENTION_DAYS: atLeastOne(14, 366).describe('How long health is kept by the minute.'),
  HEALTH_HOURS_RETENTION_DAYS: atLeastOne(400, 3_660).describe('How long health is kept by the hour.'),
  PREDICTION_SAMPLE_RATE: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('Share of predictions whose record is kept.'),
  PREDICTION_KEEP_INPUTS: flag.default(true).describe('Whether records keep what was asked.'),
  PREDICTION_REDACT: z
    .string()
    .regex(
      /^(none|(email|iban|card|phone|ip)(,(email|iban|card|phone|ip))*)$/,
      'takes email, iban, card, phone and ip, separated by commas, or none',
    )
    .default('email,iban,card,phone')
    .describe(
      'Personal data that is taken out of records before they are stored: email, iban, card, phone, ip; or none.',
    ),
  PREDICTION_REDACT_FILE: z
    .string()
    .optional()
    .describe('File of further patterns to take out, one a line: a NAME, and an expression of RE2.'),
  PREDICTION_RETENTION_DAYS: count(30).describe('How long prediction records are kept.'),
  PREDICTION_RETENTION_ROWS: count(0, 1e12).describe(
    'How many prediction records are kept, the newest; 0 is no limit.',
  ),
} as const;

const schema = z.object(VARIABLES);
type Variables = z.infer<typeof schema>;

export interface Config extends Readonly<Variables> {
  /** SLUICE_HOME as an absolute path. */
  readonly home: string;
  /** ARTIFACTS_URL, with its default filled in. */
  readonly artifactsUrl: string;
  /** PUBLIC_URL, with its default filled in. */
  readonly publicUrl: string;
  readonly inferenceUrls: readonly string[];
  /** INFERENCE_SERVERS with their tokens. */
  readonly inferenceServers: readonly InferenceServer[];
  /** INFERENCE_DEVICES as a list. */
  readonly inferenceDevices: readonly ('cuda' | 'webgpu' | 'cpu')[];
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Environment variables as one typed, frozen object. Empty variables count as absent.
 * @throws {ConfigError} naming every variable that is wrong and what it takes
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env, cwd = process.cwd()): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([key, value]) => key in VARIABLES && value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw wrong(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  const servers = parseInferenceServers(parsed.data.INFERENCE_SERVERS, parsed.data.INFERENCE_SERVER_TOKENS);
  if ('problems' in servers) throw wrong(servers.problems);
  const home = absolute(parsed.data.SLUICE_HOME, cwd);
  return Object.freeze({
    ...parsed.data,
    home,
    publicUrl: (parsed.data.PUBLIC_URL ?? `http://${parsed.data.HOST}:${parsed.data.PORT}`).replace(/\/$/, ''),
    artifactsUrl: parsed.data.ARTIFACTS_URL ?? pathToFileURL(join(home, 'artifacts')).href,
    inferenceServers: Object.freeze(servers),
    inferenceDevices: Object.freeze(parsed.data.INFERENCE_DEVICES.split(',') as ('cuda' | 'webgpu' | 'cpu')[]),
    inferenceUrls: Object.freeze(
      parsed.data.INFERENCE_URLS.split(',')
        .map((url) => url.trim().replace(/\/$/, ''))
        .filter(Boolean),
    ),
  });
}

function wrong(problems: readonly string[]): ConfigError {
  return new ConfigError(`Wrong configuration. ${problems.join('; ')}. See docs/configuration.md.`);
}

/** The configuration as environment variables, to start another process with it. */
export function configToEnv(config: Config): Record<string, string> {
  const entries = Object.keys(VARIABLES).flatMap((key) => {
    const value = config[key as keyof Variables];
    return value === undefined ? [] : [[key, String(value)] as const];
  });
  return { ...Object.fromEntries(entries), SLUICE_HOME: config.home, ARTIFACTS_URL: config.artifactsUrl };
}

/** The environment that every child process needs besides its configuration (PATH, locale, proxies of the operator). */
export function inheritedEnv(): NodeJS.ProcessEnv {
  return { ...process.env };
}

/** The configuration for a log line, with secrets hidden. */
export function describeConfig(config: Config): Record<string, unknown> {
  const hide = (key: string, value: unknown): unknown => {
    if (value === undefined) return undefined;
    if (/TOKEN|SECRET|ACCESS_KEY/.test(key)) return '(hidden)';
    return key === 'DATABASE_URL' ? (value as string).replace(/:\/\/([^:/@]+):[^@]*@/, '://$1:(hidden)@') : value;
  };
  return Object.fromEntries(Object.keys(VARIABLES).map((key) => [key, hide(key, config[key as keyof Variables])]));
}

/** Name, meaning and default of every variable: what `sluice up --help` and the docs list. */
export function configReference(): { name: string; meaning: string; fallback: string }[] {
  return Object.entries(VARIABLES).map(([name, type]) => {
    const fallback: unknown = type.safeParse(undefined).data;
    return { name, meaning: type.description ?? '', fallback: fallback === undefined ? '' : JSON.stringify(fallback) };
  });
}

function absolute(path: string, cwd: string): string {
  const expanded = path.startsWith('~/') ? join(homedir(), path.slice(2)) : path;
  return isAbsolute(expanded) ? expanded : resolve(cwd, expanded);
}
