/** The import order of src/: a folder imports only folders above it in this list. dependency-cruiser's rules are generated from it. */
export const LAYERS = [
  'lib',
  'config',
  'text',
  'numerics',
  'onnx',
  'storage',
  'graph',
  'access',
  'lineage',
  'jobs',
  'datasets',
  'pipelines',
  'models',
  'evaluation',
  'training',
  'augmentation',
  'inference',
  'optimization',
  'health',
  'releases',
  'prediction',
  'monitoring',
  'api',
];

/** Folders that know the server only through schema/: they import nothing of the layers but lib. */
export const CLIENT_LAYERS = ['client', 'console', 'cli'];

/** `up` and `migrate` alone may call the composition roots. */
export const CLI_ROOT_COMMANDS = ['up', 'migrate'];
