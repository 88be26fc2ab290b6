import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { RequestContext } from '../access/context.js';
import type { Operations } from './operations.js';

/** Hexadecimal digits; Apollo puts a prefix before them. */
const SHA256_LENGTH = 64;

/** Apollo, started: it runs operations whose documents the store has checked, and formats their answers. */
export async function createApolloServer(operations: Operations): Promise<ApolloServer<RequestContext>> {
  const { schema, documents, errors, services } = operations;
  const apollo = new ApolloServer<RequestContext>({
    schema,
    introspection: true,
    formatError: (_formatted, error) => errors.format(error),
    includeStacktraceInErrorResponses: false,
    // A request carries its token in a header that no page can forge: there are no cookies.
    csrfPrevention: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    documentStore: {
      get: (key) => Promise.resolve(documents.findBySha256(key.slice(-SHA256_LENGTH))),
      set: () => Promise.resolve(),
      delete: () => Promise.resolve(false),
    },
    plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginLandingPageDisabled()],
    logger: services.logger,
    nodeEnv: 'production',
  });
  await apollo.start();
  return apollo;
}
