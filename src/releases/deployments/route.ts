import type { ServerModel as Served } from '../../inference/servers/model-server.js';
import { Field, Float, ObjectType, registerEnumType } from 'type-graphql';

export enum RouteRole {
  STABLE = 'STABLE',
}

registerEnumType(RouteRole, {
  name: 'RouteRole',
  description: 'What a version does in a deployment.',
  valuesConfig: { STABLE: { description: 'It answers.' } },
});

@ObjectType({ description: 'A model on an inference server of others, which answers for a version.' })
export class ServerModel implements Served {
  @Field(() => String, { description: 'Name of the server in INFERENCE_SERVERS.' })
  name!: string;

  @Field(() => String, { description: 'Name of the model there.' })
  model!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Version of the model there; null leaves the choice to the server.',
  })
  modelVersion!: string | null;
}

/** One way that predictions of a deployment go, as it is stored in deployments and in the ledger. */
@ObjectType({ description: 'A version that answers predictions, and its share of them.' })
export class Route {
  modelVersionId!: string;

  @Field(() => RouteRole, { description: 'What the version does.' })
  role!: RouteRole;

  @Field(() => Float, { description: 'Share of the predictions that go here, 0 to 1.' })
  weight!: number;

  /** Absent where our own workers answer. */
  @Field(() => ServerModel, { nullable: true, description: 'The server that answers; null for our own workers.' })
  server?: ServerModel;
}

/** All predictions to one version, answered by a server of others where there is one. */
export function allTo(modelVersionId: string, server: ServerModel | null): Route[] {
  return [{ modelVersionId, role: RouteRole.STABLE, weight: 1, ...(server ? { server } : {}) }];
}

/** The version that answers; null before the first release is promoted. */
export function stableVersionId(routes: readonly Route[]): string | null {
  return routes[0]?.modelVersionId ?? null;
}

/** Routes read from JSON, as instances of their GraphQL type. */
export function routesOf(stored: readonly Route[]): Route[] {
  return stored.map((route) => Object.assign(new Route(), route));
}
