import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** Keeps a list of processes, by "+ id" and "- id", and kills those that are on it when its input ends. */
const REAPER = `
trap '' HUP INT TERM
ids=' '
while read -r sign id; do
  case $sign in
    +) ids="$ids$id " ;;
    -) ids="\${ids%%" $id "*} \${ids#*" $id "}" ;;
  esac
done
[ "$ids" = ' ' ] || kill -KILL $ids`;

const children = new Set<number>();
let reaper: Socket | null = null;

/**
 * Lets a child end with this process, however this one ends, also while the child is in a call that never returns: one that
 * runs a model with an endless loop hears of nothing, and would keep a core for ever. One shell for all children waits at a
 * pipe, which closes with this process even when it is killed, and then kills them. Without an `sh` only those end that
 * notice by themselves that their channel is closed.
 */
export function endWithParent(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  children.add(pid);
  if (reaper) reaper.write(`+ ${pid}\n`);
  else reaper = startReaper();
  child.once('exit', () => {
    children.delete(pid);
    reaper?.write(`- ${pid}\n`);
  });
}

function startReaper(): Socket {
  const shell = spawn('sh', ['-c', REAPER], { stdio: ['pipe', 'ignore', 'ignore'], env: {} });
  const input = shell.stdin as unknown as Socket;
  const forget = () => {
    if (reaper === input) reaper = null;
  };
  shell.once('error', forget).once('exit', forget).unref();
  input.once('error', forget).unref();
  for (const pid of children) input.write(`+ ${pid}\n`);
  return input;
}
