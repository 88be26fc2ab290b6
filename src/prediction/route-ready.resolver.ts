import { FieldResolver, Resolver, Root } from 'type-graphql';
import type { BackendPool } from '../inference/backends/backend-pool.js';
import { Route } from '../releases/route.js';

@Resolver(() => Route)
export class RouteReadyResolver {
  constructor(private readonly workers: Pick<BackendPool, 'isLoaded'>) {}

  @FieldResolver(() => Boolean, {
    description: 'Whether an inference worker that can be reached has the version loaded.',
  })
  ready(@Root() route: Route): boolean {
    return this.workers.isLoaded(route.modelVersionId);
  }
}
