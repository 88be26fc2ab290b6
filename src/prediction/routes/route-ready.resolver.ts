import { FieldResolver, Resolver, Root } from 'type-graphql';
import type { Backends } from '../../inference/backends/backends.js';
import { Route } from '../../releases/deployments/route.js';

@Resolver(() => Route)
export class RouteReadyResolver {
  constructor(private readonly backends: Pick<Backends, 'isReady'>) {}

  @FieldResolver(() => Boolean, {
    description:
      'Whether an inference worker that can be reached has the version loaded, or the server that answers says that it is ready.',
  })
  ready(@Root() route: Route): boolean {
    return this.backends.isReady(route.modelVersionId, route.server ?? null);
  }
}
