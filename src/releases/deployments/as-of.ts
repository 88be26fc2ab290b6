import { Field, ObjectType } from 'type-graphql';
import type { EntityManager } from 'typeorm';
import { GraphQLDateTime } from '../../graph/scalars.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { Route, routesOf } from './route.js';

@ObjectType({ description: 'What answered the predictions of one model at an instant.' })
export class DeploymentSnapshot {
  deploymentId!: string;

  @Field(() => [Route], { description: 'Its routes then.' })
  routes!: Route[];

  @Field(() => LedgerEntry, { description: 'The line of the ledger that had set them.' })
  ledgerEntry!: LedgerEntry;
}

@ObjectType({
  description:
    'What served in an environment at an instant. It has no id: the past never overwrites the present in a client’s cache.',
})
export class EnvironmentSnapshot {
  @Field(() => GraphQLDateTime, { description: 'The instant.' })
  at!: Date;

  @Field(() => [DeploymentSnapshot], { description: 'Deployments that served then.' })
  deployments!: DeploymentSnapshot[];
}

/** Reads from the ledger what served at an instant. One statement. */
export async function environmentAsOf(
  db: EntityManager,
  environmentId: string,
  at: Date,
): Promise<EnvironmentSnapshot> {
  const entries = await db
    .createQueryBuilder(LedgerEntry, 'entry')
    .distinctOn(['entry.deploymentId'])
    .where('entry.environmentId = :environmentId AND entry.at <= :at', { environmentId, at })
    .orderBy('entry.deploymentId')
    .addOrderBy('entry.number', 'DESC')
    .getMany();
  const deployments = entries
    .filter(({ routes }) => routes.length > 0)
    .map((ledgerEntry) =>
      Object.assign(new DeploymentSnapshot(), {
        deploymentId: ledgerEntry.deploymentId,
        routes: routesOf(ledgerEntry.routes),
        ledgerEntry,
      }),
    );
  return { at, deployments };
}
