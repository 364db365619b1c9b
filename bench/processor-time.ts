import {readdirSync, readFileSync} from 'node:fs';

/** One tick of the times in `/proc`: 100 in a second on every usual Linux. */
const TICK_MS = 10;

/** The processor time that a process and its living and ended children have used so far, in milliseconds. Linux only. */
export function processorMs(pid: number): number {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readTimes(Number(name)))
    .filter((times) => times?.parent === pid);
  const own = readTimes(pid);
  return (own?.withEndedChildren ?? 0) + children.reduce((sum, times) => sum + (times?.own ?? 0), 0);
}

interface Times {
  readonly parent: number;
  readonly own: number;
  readonly withEndedChildren: number;
}

function readTimes(pid: number): Times | undefined {
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined; // It has ended.
  }
  // The name before the last bracket may hold spaces.
  const fields = line
    .slice(line.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0] = fields;
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11);
  const own = (user + system) * TICK_MS;
  return {parent, own, withEndedChildren: own + (childUser + childSystem) * TICK_MS};
}
