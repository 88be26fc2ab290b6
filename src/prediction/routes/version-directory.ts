import type { DataSource } from 'typeorm';
import { resolveModelVersion } from '../../models/versions/resolve-model-version.js';
import { type ServableVersion, loadServableVersions } from '../../models/versions/servable-version.js';
import { findEnvironment } from '../../releases/environments/create-environment.js';
import type { DeploymentRoute, RouteTable } from './route-table.js';
import type { Target } from '../run.js';

const MOST_REMEMBERED = 1_000;

/** Finds who answers for a name and, where one is given, a version number. What it has read once costs no SQL again: versions never change. */
export class VersionDirectory {
  readonly #byRef = new Map<string, ServableVersion>();

  constructor(
    private readonly db: DataSource,
    private readonly routes: RouteTable,
  ) {}

  /**
   * What serves a model in an environment; with a number that very version, whether it serves there or not. When it does, it is
   * asked as the deployment.
   * @throws {NotFoundError} when nothing serves there, or there is no such version
   */
  async find(projectId: string, environment: string, model: string, number: number | null): Promise<Target> {
    if (number === null) {
      const deployment = await this.routes.find(projectId, environment, model);
      return { projectId, version: deployment.version, deployment };
    }
    const serving = this.routes.serving(projectId, environment, model);
    if (serving?.version.number === number) return { projectId, version: serving.version, deployment: serving };
    return { projectId, version: await this.version(projectId, `${model}@${number}`), deployment: null };
  }

  /**
   * What answers in an environment, by the names of its models.
   * @param byDefault whether the caller named none: that one may be made later
   * @throws {NotFoundError} when there is no such environment
   */
  async in(projectId: string, environment: string, byDefault: boolean): Promise<DeploymentRoute[]> {
    const routes = this.routes.in(projectId, environment);
    if (routes.length === 0 && !byDefault) await findEnvironment(this.db.manager, projectId, environment);
    return routes;
  }

  /** A version by a reference that always means the same one: "spam-filter@7". @throws {NotFoundError} */
  private async version(projectId: string, ref: string): Promise<ServableVersion> {
    const key = `${projectId}/${ref}`;
    const known = this.#byRef.get(key);
    if (known) return known;
    const { id } = await resolveModelVersion(this.db.manager, projectId, ref);
    const version = (await loadServableVersions(this.db.manager, [id])).get(id)!;
    if (this.#byRef.size >= MOST_REMEMBERED) this.#byRef.clear();
    this.#byRef.set(key, version);
    return version;
  }
}
