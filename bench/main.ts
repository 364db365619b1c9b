/**
 * `npm run bench [launcher] [main-thread] [long-tasks] [messages] [sends] [logins] [start] [inbox] [opening]
 * [delivery] [connections] [postgres-sends] [processes] [wake-up-latency] [moving-connections]
 * [one-sender] [limits-cost] [outbox] [attachments]`: what costs us time, beside what it is made of, in one run.
 */
import {benchAttachments} from './attachments.js';
import {benchConnections} from './connections.js';
import {benchDeliveryTimes} from './delivery-times.js';
import {benchInbox} from './inbox.js';
import {benchLauncher} from './launcher.js';
import {benchLogins} from './logins.js';
import {benchLimitsCost} from './limits-cost.js';
import {benchLongTasks} from './long-tasks.js';
import {benchMainThread} from './main-thread.js';
import {benchMessages} from './messages.js';
import {benchMovingConnections} from './moving-connections.js';
import {benchOneSender} from './one-sender.js';
import {benchOpening} from './opening.js';
import {benchOutbox} from './outbox.js';
import {benchPostgresSends} from './postgres-sends.js';
import {benchProcesses} from './processes.js';
import {benchSends} from './sends.js';
import {benchStart} from './start.js';
import {benchWakeUpLatency} from './wake-up-latency.js';

const BENCHMARKS: Readonly<Record<string, () => Promise<unknown>>> = {
  launcher: benchLauncher,
  'main-thread': benchMainThread,
  'long-tasks': benchLongTasks,
  messages: benchMessages,
  sends: benchSends,
  logins: benchLogins,
  start: benchStart,
  inbox: benchInbox,
  opening: benchOpening,
  delivery: benchDeliveryTimes,
  connections: benchConnections,
  'postgres-sends': benchPostgresSends,
  processes: benchProcesses,
  'wake-up-latency': benchWakeUpLatency,
  'moving-connections': benchMovingConnections,
  'one-sender': benchOneSender,
  'limits-cost': benchLimitsCost,
  outbox: benchOutbox,
  attachments: benchAttachments,
};

const chosen = process.argv.slice(2);
const unknown = chosen.find((name) => !BENCHMARKS[name]);
if (unknown) throw new Error(`Unknown benchmark "${unknown}": one of ${Object.keys(BENCHMARKS).join(', ')} is wanted`);

for (const [name, bench] of Object.entries(BENCHMARKS)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  if ((await bench()) === false) process.exitCode = 1;
}
