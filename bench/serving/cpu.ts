import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second here. */
const TICKS_PER_SECOND = 100;

interface Process {
  id: number;
  parentId: number;
  program: string;
  cpuSeconds: number;
}

function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const program = readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ');
        const ticks = Number(fields[11]) + Number(fields[12]);
        return { id: Number(name), parentId: Number(fields[1]), program, cpuSeconds: ticks / TICKS_PER_SECOND };
      } catch {
        // It ended in the meantime.
        return [];
      }
    });
}

/** CPU seconds that the processes of a program below another process have used, with those that they started. */
export function cpuSecondsBelow(rootId: number, program: string): number {
  const all = processes();
  const below = (id: number): Process[] =>
    all.filter(({ parentId }) => parentId === id).flatMap((child) => [child, ...below(child.id)]);
  return below(rootId)
    .filter((child) => child.program.includes(program))
    .flatMap((child) => [child, ...below(child.id)])
    .reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
}
