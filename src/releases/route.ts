import { Field, Float, ObjectType, registerEnumType } from 'type-graphql';

export enum RouteRole {
  STABLE = 'STABLE',
}

registerEnumType(RouteRole, {
  name: 'RouteRole',
  description: 'What a version does in a deployment.',
  valuesConfig: { STABLE: { description: 'It answers.' } },
});

/** One way that predictions of a deployment go, as it is stored in deployments and in the ledger. */
@ObjectType({ description: 'A version that answers predictions, and its share of them.' })
export class Route {
  modelVersionId!: string;

  @Field(() => RouteRole, { description: 'What the version does.' })
  role!: RouteRole;

  @Field(() => Float, { description: 'Share of the predictions that go here, 0 to 1.' })
  weight!: number;
}

/** All predictions to one version. */
export function allTo(modelVersionId: string): Route[] {
  return [{ modelVersionId, role: RouteRole.STABLE, weight: 1 }];
}

/** The version that answers; null before the first release is promoted. */
export function stableVersionId(routes: readonly Route[]): string | null {
  return routes[0]?.modelVersionId ?? null;
}

/** Routes read from JSON, as instances of their GraphQL type. */
export function routesOf(stored: readonly Route[]): Route[] {
  return stored.map((route) => Object.assign(new Route(), route));
}
