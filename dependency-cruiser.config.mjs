import { CLI_ROOT_COMMANDS, CLIENT_LAYERS, LAYERS } from './layers.mjs';

const folder = (name) => `^src/${name}/`;

const order = LAYERS.slice(0, -1).map((layer, index) => ({
  name: `${layer}-imports-only-above`,
  comment: `${layer}/ may import only: ${[...LAYERS.slice(0, index), layer].join(', ')}`,
  severity: 'error',
  from: { path: folder(layer) },
  to: { path: LAYERS.slice(index + 1).map(folder) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...order,
    {
      name: 'layers-know-no-composition-root',
      severity: 'error',
      from: { path: LAYERS.map(folder) },
      to: { path: ['^src/[^/]+\\.ts$', ...CLIENT_LAYERS.map(folder)] },
    },
    {
      name: 'clients-know-only-the-schema',
      severity: 'error',
      from: { path: CLIENT_LAYERS.map(folder), pathNot: CLI_ROOT_COMMANDS.map((name) => `^src/cli/${name}\\.ts$`) },
      to: { path: ['^src/[^/]+\\.ts$', ...LAYERS.filter((name) => name !== 'lib').map(folder)] },
    },
    { name: 'client-knows-no-cli', severity: 'error', from: { path: folder('client') }, to: { path: folder('cli') } },
    {
      name: 'only-onnx-runtime-uses-the-library',
      severity: 'error',
      from: { path: '^src/', pathNot: folder('onnx/runtime') },
      to: { path: 'onnxruntime-node' },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: { path: '^src/' },
      // That package has types only, which is all that is taken from it.
      to: { couldNotResolve: true, pathNot: '@graphql-typed-document-node/core' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
