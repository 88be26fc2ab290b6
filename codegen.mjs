const config = {
  documentMode: 'string',
  useTypeImports: true,
  strictScalars: true,
  scalars: {
    ID: 'string',
    BigInt: { input: 'number | string', output: 'number' },
    Cursor: 'string',
    DateTime: 'string',
    Digest: 'string',
    Duration: 'string',
    JSONObject: 'Record<string, unknown>',
    Ref: 'string',
    URL: 'string',
  },
};
const plugins = ['typescript-operations', 'typed-document-node'];

/** GraphQL types and typed documents for every operation of the client and of the demo. */
export default {
  schema: 'schema/schema.graphql',
  generates: {
    'src/client/generated/operations.ts': { documents: 'src/client/documents/*.graphql', plugins, config },
    'demo/generated/operations.ts': { documents: 'demo/documents/*.graphql', plugins, config },
  },
};
