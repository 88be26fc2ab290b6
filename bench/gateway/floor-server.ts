import { type GraphQLFieldResolver, type GraphQLObjectType, buildSchema, execute, parse } from 'graphql';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';

/** How long a token that was read is trusted, as in the gateway. */
const TRUSTED_MS = 1_000;

const schema = buildSchema(`
  scalar DateTime
  type Query { viewer: Actor! model(name: String!): Model }
  type Actor { id: ID! name: String! role: String! }
  type Model { id: ID! name: String! task: String! versions(first: Int!): ModelVersionConnection! }
  type ModelVersionConnection { edges: [ModelVersionEdge!]! pageInfo: PageInfo! }
  type ModelVersionEdge { cursor: String! node: ModelVersion! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type ModelVersion {
    id: ID! number: Int! ref: String! digest: String! sizeBytes: Float! createdAt: DateTime! model: Model!
  }
`);

interface Actor {
  id: string;
  name: string;
  role: string;
  project_id: string;
  readAtMs: number;
}
interface Model {
  id: string;
  name: string;
  task: string;
}
interface Version {
  id: string;
  number: number;
  digest: string;
  size_bytes: string;
  created_at: Date;
  model_id: string;
}
interface Context {
  actor: Actor;
  modelOf?: Promise<Model>;
}

const pool = new pg.Pool({ connectionString: process.argv[2], max: 10 });
const actors = new Map<string, Actor>();
const documents = new Map<string, ReturnType<typeof parse>>();

async function authenticate(authorization = ''): Promise<Actor> {
  const hash = createHash('sha256').update(authorization.replace('Bearer ', '')).digest('hex');
  const known = actors.get(hash);
  if (known && Date.now() - known.readAtMs < TRUSTED_MS) return known;
  const token = await pool.query<{ actor_id: string }>('SELECT * FROM api_token WHERE secret_hash = $1', [hash]);
  const { rows } = await pool.query<Actor>('SELECT * FROM actor WHERE id = $1', [token.rows[0]!.actor_id]);
  const actor = { ...rows[0]!, readAtMs: Date.now() };
  actors.set(hash, actor);
  return actor;
}

/** All columns, as the gateway reads them; the statements are those of its list. */
const VERSION_COLUMNS =
  'id, project_id, model_id, number, digest, size_bytes, parameter_count, signature, tags, origin, settings, created_at, created_by_id, archived_at';
const MODEL_BY_NAME = 'SELECT * FROM model WHERE project_id = $1 AND name = $2 LIMIT 1';
const MODELS = 'SELECT * FROM model WHERE id = ANY($1) AND project_id = $2';
const PAGE = `
  SELECT ranked.id, ranked.parent FROM (
    SELECT id, model_id AS parent, row_number() OVER (PARTITION BY model_id ORDER BY id DESC) AS rank
    FROM model_version WHERE model_id IN ($1)
  ) ranked WHERE ranked.rank <= $2 ORDER BY ranked.rank`;

async function versionsPage(model: Model, first: number) {
  const picked = await pool.query<{ id: string }>(PAGE, [model.id, first + 1]);
  const ids = picked.rows.map(({ id }) => id);
  const { rows } = await pool.query<Version>(`SELECT ${VERSION_COLUMNS} FROM model_version WHERE id = ANY($1)`, [ids]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const edges = ids
    .slice(0, first)
    .map((id) => ({ cursor: Buffer.from(id).toString('base64url'), node: byId.get(id)! }));
  return { edges, pageInfo: { hasNextPage: ids.length > first, endCursor: edges.at(-1)?.cursor ?? null } };
}

function modelOf(version: Version, context: Context): Promise<Model> {
  context.modelOf ??= pool
    .query<Model>(MODELS, [[version.model_id], context.actor.project_id])
    .then(({ rows }) => rows[0]!);
  return context.modelOf;
}

function resolve<S>(type: string, field: string, resolver: GraphQLFieldResolver<S, Context, never>): void {
  (schema.getType(type) as GraphQLObjectType).getFields()[field]!.resolve = resolver as GraphQLFieldResolver<
    unknown,
    unknown
  >;
}
resolve('Query', 'viewer', (_root, _args, { actor }) => actor);
resolve(
  'Query',
  'model',
  async (_root, { name }: { name: string }, { actor }) =>
    (await pool.query<Model>(MODEL_BY_NAME, [actor.project_id, name])).rows[0],
);
resolve<Model>('Model', 'versions', (model, { first }: { first: number }) => versionsPage(model, first));
resolve<Version>(
  'ModelVersion',
  'ref',
  async (version, _args, context) => `${(await modelOf(version, context)).name}@${version.number}`,
);
resolve<Version>('ModelVersion', 'sizeBytes', (version) => Number(version.size_bytes));
resolve<Version>('ModelVersion', 'createdAt', (version) => version.created_at.toISOString());
resolve<Version>('ModelVersion', 'model', (version, _args, context) => modelOf(version, context));

async function answer(authorization: string | undefined, body: string): Promise<string> {
  const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
  const actor = await authenticate(authorization);
  let document = documents.get(query);
  if (!document) documents.set(query, (document = parse(query)));
  return JSON.stringify(await execute({ schema, document, variableValues: variables, contextValue: { actor } }));
}

const server = createServer((request, response) => {
  if (request.url === '/cpu') {
    const { user, system } = process.cpuUsage();
    response.end(String((user + system) / 1e6));
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    answer(request.headers.authorization, Buffer.concat(chunks).toString()).then(
      (text) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
        response.end(text);
      },
      (error: unknown) => {
        response.writeHead(500).end(String(error));
      },
    );
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql\n`);
});
process.once('SIGTERM', () => {
  process.exit(0);
});
