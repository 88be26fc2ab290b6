import type { DataSource } from 'typeorm';
import { NotFoundError } from '../../lib/errors.js';
import type { ServableModel } from '../../inference/backends/servable-model.js';
import { DEFAULT_SETTINGS, type ServingSettings } from '../../inference/protocol/serving-settings.js';
import type { ServerModel } from '../../inference/servers/model-server.js';
import type { Logger } from '../../lib/logger.js';
import { loadServingSettings } from '../../releases/load-serving-settings.js';
import { RELEASE_TOPIC } from '../../releases/release-event.js';
import type { RouteRole, Route } from '../../releases/deployments/route.js';
import type { EventBus } from '../../storage/events/event-bus.js';
import { type ServableVersion, loadServableVersions } from '../../models/versions/servable-version.js';

/** Where predictions of one deployment go. */
export interface DeploymentRoute {
  deploymentId: string;
  /** The release that brought the version; the way back to why it serves. */
  releaseId: string | null;
  role: RouteRole;
  version: ServableVersion;
  /** The server of others that answers for the version; null for our own workers. */
  server: ServerModel | null;
}

interface RouteRow {
  deployment_id: string;
  project_id: string;
  environment: string;
  model: string;
  routes: Route[];
  release_id: string | null;
}

const ROUTES = `
  SELECT deployment.id AS deployment_id, deployment.project_id, environment.name AS environment, model.name AS model,
         deployment.routes, release.id AS release_id
  FROM deployment
  JOIN environment ON environment.id = deployment.environment_id
  JOIN model ON model.id = deployment.model_id
  LEFT JOIN LATERAL (
    SELECT id FROM release
    WHERE deployment_id = deployment.id AND state = 'PROMOTED' AND model_version_id = deployment.routes -> 0 ->> 'modelVersionId'
    ORDER BY id DESC LIMIT 1
  ) release ON true
  WHERE $1::text IS NULL OR deployment.id = $1`;

/**
 * What serves where, in memory: a prediction costs no SQL. Follows the stored events of releases, and reads all routes anew
 * when it cannot be sure that it saw every one.
 */
export class RouteTable {
  readonly #routes = new Map<string, DeploymentRoute>();
  #settingsOf: (versionId: string) => ServingSettings = () => DEFAULT_SETTINGS;
  readonly #stopping = new AbortController();
  #following: Promise<void> = Promise.resolve();
  /** The read under way, if there is one; it never rejects. */
  #reading: Promise<void> | null = null;

  constructor(
    private readonly db: DataSource,
    private readonly events: EventBus,
    private readonly logger: Logger,
    /** Told after each change. */
    private readonly onChange: (table: RouteTable) => void,
  ) {}

  async start(): Promise<void> {
    const after = await this.events.latestCursor();
    await this.#read(null);
    this.#following = this.#follow(after);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#following;
  }

  /**
   * Where predictions of a deployment go. What this gateway has been told of is taken in first, so a client that saw a release
   * promoted here gets answers of its version.
   * @throws {NotFoundError} when nothing serves there
   */
  async find(projectId: string, environment: string, model: string): Promise<DeploymentRoute> {
    if (this.#reading) await this.#reading;
    const route = this.serving(projectId, environment, model);
    if (route) return route;
    throw new NotFoundError(
      'deployment',
      `${model} in ${environment}`,
      'Release a version there with startRelease, and wait until it is PROMOTED. List what serves with the query "deployments".',
    );
  }

  /** As `find`, as far as it is known now; null when nothing serves there. */
  serving(projectId: string, environment: string, model: string): DeploymentRoute | null {
    return this.#routes.get(routeKey(projectId, environment, model)) ?? null;
  }

  /** What answers in an environment, by the names of its models. */
  in(projectId: string, environment: string): DeploymentRoute[] {
    const prefix = routeKey(projectId, environment, '');
    const here = [...this.#routes].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));
    return here.map(([, route]) => route);
  }

  /** Versions that our own workers answer for in some deployment: what they should have loaded, and how. */
  servedVersions(): ServableModel[] {
    const own = [...this.#routes.values()].filter(({ server }) => server === null);
    const versions = new Map(own.map(({ version }) => [version.id, version]));
    return [...versions.values()].map((version) => ({ ...version, settings: this.#settingsOf(version.id) }));
  }

  /** Models on servers of others that answer in some deployment. */
  serverModels(): ServerModel[] {
    return [...this.#routes.values()].flatMap(({ server }) => server ?? []);
  }

  async #follow(after: string): Promise<void> {
    let cursor: string | undefined = after;
    while (!this.#stopping.signal.aborted) {
      try {
        for await (const event of this.events.subscribe({
          topics: [RELEASE_TOPIC],
          after: cursor,
          signal: this.#stopping.signal,
        })) {
          await this.#read(event.payload.deploymentId as string);
          cursor = event.cursor;
        }
      } catch (error) {
        this.logger.warn({ err: error }, 'routes are read anew');
        cursor = await this.#readAllSoon();
      }
    }
  }

  /** Reads all routes as soon as the database answers; returns the cursor to follow from. */
  async #readAllSoon(): Promise<string | undefined> {
    for (let waitMs = 100; !this.#stopping.signal.aborted; waitMs = Math.min(waitMs * 2, 2_000)) {
      try {
        const cursor = await this.events.latestCursor();
        await this.#read(null);
        return cursor;
      } catch (error) {
        this.logger.warn({ err: error }, 'routes cannot be read');
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
    return undefined;
  }

  async #read(deploymentId: string | null): Promise<void> {
    const reading = this.#readRows(deploymentId);
    const settled = reading.catch(() => undefined).finally(() => (this.#reading = null));
    this.#reading = settled;
    await reading;
  }

  async #readRows(deploymentId: string | null): Promise<void> {
    const rows: RouteRow[] = await this.db.query(ROUTES, [deploymentId]);
    const versions = await loadServableVersions(this.db.manager, [
      ...new Set(rows.flatMap(({ routes }) => routes.map(({ modelVersionId }) => modelVersionId))),
    ]);
    if (deploymentId === null) this.#routes.clear();
    for (const row of rows) this.#set(row, versions);
    const served = [...this.#routes.values()].map(({ version }) => version.id);
    this.#settingsOf = await loadServingSettings(this.db.manager, served);
    this.onChange(this);
  }

  #set(row: RouteRow, versions: Map<string, ServableVersion>): void {
    const key = routeKey(row.project_id, row.environment, row.model);
    const [route] = row.routes;
    const version = route && versions.get(route.modelVersionId);
    if (route && version)
      this.#routes.set(key, {
        deploymentId: row.deployment_id,
        releaseId: row.release_id,
        role: route.role,
        version,
        server: route.server ?? null,
      });
    else this.#routes.delete(key);
  }
}

function routeKey(projectId: string, environment: string, model: string): string {
  return `${projectId}/${environment}/${model}`;
}
