import { Field, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from '../graph/scalars.js';
import { ModelHealth } from './model-health.js';

@ObjectType({ description: 'Health of many deployments, as far as it changed.' })
export class FleetHealth {
  @Field(() => GraphQLDateTime, { description: 'End of the window of all of them.' })
  at!: Date;

  @Field(() => [ModelHealth], {
    description: 'Deployments whose figures are others than in the event before; all of them in the first.',
  })
  changed!: ModelHealth[];
}

/** Remembers what was told of each deployment, to tell only what changed. */
export class FleetChanges {
  private readonly told = new Map<string, string>();

  /** Those whose figures are others than when they were last passed. */
  changed(all: readonly ModelHealth[]): ModelHealth[] {
    return all.filter((health) => {
      const figures = figuresOf(health);
      if (this.told.get(health.deploymentId) === figures) return false;
      this.told.set(health.deploymentId, figures);
      return true;
    });
  }
}

function figuresOf({ cursor: _cursor, at: _at, window: _window, ...figures }: ModelHealth): string {
  return JSON.stringify(figures, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}
