import {collectDefaultMetrics, Counter, Gauge, Histogram, Registry} from 'prom-client';
import type {GaugeName, JobName, Meters} from './meters.js';

/** All names begin so, but those of the process and of Node, which have names that dashboards know. */
const PREFIX = 'helpshift_chat_';

/** Upper bounds in seconds, for answers and commits. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Upper bounds of the writes in one commit. */
const WRITES = [1, 2, 4, 8, 16, 32, 64];

const GAUGES: Readonly<Record<GaugeName, string>> = {
  'live-connections-of-users': 'Live connections and waiting requests of users',
  'live-connections-of-agents': 'Live connections and waiting requests of agents',
  'live-connections-without-session': 'Live connections that have not said who they are',
  sockets: 'Open sockets of the HTTP server, with those of live connections',
  'waiting-writes': 'Writes that wait for their commit',
  'attachment-bytes': 'Bytes of all files that are stored, without thumbnails',
  'attachment-free-bytes': 'Bytes that the disk of attachments has room for',
  'oldest-waiting-job-seconds': 'How long the oldest work that is due has been waiting',
};

/** Meters for Prometheus. */
export interface PrometheusMeters extends Meters {
  readonly contentType: string;
  /** All values, in the text format of Prometheus. */
  read(): Promise<string>;
}

/** Makes the meters. They also measure this process: its memory, its processor time, and the delay of its event loop. */
export function createPrometheusMeters(): PrometheusMeters {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({register: registry});

  const requests = new Histogram({
    name: `${PREFIX}request_seconds`,
    help: 'Time from a request to its answer. A request to /v1/sync may wait for a change',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  });
  const entries = new Counter({
    name: `${PREFIX}entries_total`,
    help: 'Entries and notes that were stored',
    labelNames: ['author'],
    registers,
  });
  const commits = new Histogram({
    name: `${PREFIX}commit_seconds`,
    help: 'Time that a group of writes takes, with the wait for the disk',
    labelNames: ['result'],
    buckets: SECONDS,
    registers,
  });
  const writes = new Histogram({
    name: `${PREFIX}commit_writes`,
    help: 'How many writes were committed together',
    buckets: WRITES,
    registers,
  });
  const refusals = new Counter({
    name: `${PREFIX}refusals_total`,
    help: 'What was refused, and peers that were dropped, by limit',
    labelNames: ['limit'],
    registers,
  });
  const uploads = new Counter({
    name: `${PREFIX}uploads_total`,
    help: 'Uploads that were stored, and those that were refused for another reason than a limit',
    labelNames: ['result'],
    registers,
  });
  const lost = new Counter({
    name: `${PREFIX}wake_ups_lost_total`,
    help: 'How often changes could not be told to the other processes at once',
    registers,
  });
  const late = new Counter({
    name: `${PREFIX}wake_ups_late_total`,
    help: 'How often a change of another process was found that it had not told',
    registers,
  });
  const jobs = new Histogram({
    name: `${PREFIX}job_seconds`,
    help: 'Time that a job of the service takes',
    labelNames: ['job', 'result'],
    buckets: SECONDS,
    registers,
  });

  let reading: Promise<string> | undefined;

  return {
    contentType: registry.contentType,
    // One for all who ask meanwhile: it takes some milliseconds.
    read: () => (reading ??= registry.metrics().finally(() => (reading = undefined))),
    answered: ({method, route, status}, seconds) => requests.observe({method, route, status: String(status)}, seconds),
    stored: (author, count) => entries.inc({author}, count),
    committed: (group, seconds) => {
      commits.observe({result: group.isDone ? 'done' : 'failed'}, seconds);
      if (group.isDone) writes.observe(group.writes);
    },
    refused: (limit) => refusals.inc({limit}),
    uploadEnded: (result) => uploads.inc({result}),
    wakeUpsLost: () => lost.inc(),
    wakeUpLate: () => late.inc(),
    jobEnded: (job: JobName, result, seconds) => jobs.observe({job, result}, seconds),
    watch: (name, read) => watchGauge(registry, name, read),
  };
}

function watchGauge(registry: Registry, gauge: GaugeName, read: () => number | Promise<number>): void {
  const name = PREFIX + gauge.replaceAll('-', '_');
  registry.removeSingleMetric(name);
  new Gauge({
    name,
    help: GAUGES[gauge],
    registers: [registry],
    async collect() {
      try {
        this.set(await read());
      } catch {
        // Where the database or the disk does not answer, all others can still be read.
        this.set(NaN);
      }
    },
  });
}
