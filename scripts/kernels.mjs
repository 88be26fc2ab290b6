// Compiles src/numerics/kernels/*.ts (AssemblyScript) to WebAssembly in dist, where they are older than any source (shared/ holds what several import): each
// once as any engine with SIMD runs it, and once with relaxed SIMD, whose fused multiply-add is faster and rounds once less.
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const SOURCES = 'src/numerics/kernels';
/** Where fields lie that kernels read and others write. */
const FIELDS = 'src/numerics/kernel-fields';
const TARGET = 'dist/numerics/kernels';
const VARIANTS = { '': [], '-relaxed': ['--enable', 'relaxed-simd'] };

const changedAt = (path) => statSync(path).mtimeMs;
const files = readdirSync(SOURCES, { recursive: true }).filter((file) => file.endsWith('.ts'));
const sources = [...files.map((file) => join(SOURCES, file)), ...readdirSync(FIELDS).map((file) => join(FIELDS, file))];
const lastChange = Math.max(...sources.map(changedAt));

mkdirSync(TARGET, { recursive: true });
for (const file of files.filter((name) => dirname(name) === '.')) {
  const source = join(SOURCES, file);
  for (const [suffix, features] of Object.entries(VARIANTS)) {
    const target = join(TARGET, file.replace(/\.ts$/, `${suffix}.wasm`));
    if (existsSync(target) && changedAt(target) > lastChange) continue;
    await compile(source, target, features);
  }
}

/** @throws {Error} with what the compiler says */
async function compile(source, target, features) {
  const { default: compiler } = await import('assemblyscript/asc');
  const options = [
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--disableWarning',
    '201',
    '--enable',
    'simd',
    '--enable',
    'threads',
  ];
  const memory = ['--importMemory', '--sharedMemory', '--maximumMemory', '65536', '--noExportMemory'];
  const { error, stderr } = await compiler.main([source, '-o', target, ...options, ...features, ...memory]);
  if (error) throw new Error(`${source} does not compile.\n${stderr.toString()}`);
}
