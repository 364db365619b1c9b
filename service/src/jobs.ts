import type {MonotonicClock} from './clock.js';
import type {JobName, Meters} from './metrics/meters.js';

/** Work that the service does from time to time. */
export interface Job {
  readonly name: JobName;
  readonly everyMs: number;
  /** What the log says when it fails. */
  readonly problem: string;
  /** Whether it also runs when the service begins, or when it ends. */
  readonly alsoAt?: 'begin' | 'end';
  readonly work: () => Promise<void>;
}

export interface JobsParts {
  readonly jobs: readonly Job[];
  readonly monotonic: MonotonicClock;
  readonly meters: Pick<Meters, 'jobEnded'>;
  readonly onError: (error: unknown, problem: string) => void;
}

/** Runs jobs. One that fails is logged, and runs again when it is due. A job never runs twice at a time. */
export class Jobs {
  readonly #parts: JobsParts;
  readonly #running = new Map<Job, Promise<void>>();
  /** Since when each job waits for a run that succeeds. */
  readonly #dueAt = new Map<Job, number>();
  #timers: NodeJS.Timeout[] = [];

  constructor(parts: JobsParts) {
    this.#parts = parts;
  }

  start(): void {
    const {jobs, monotonic} = this.#parts;
    this.#timers = jobs.map((job) => {
      this.#dueAt.set(job, monotonic() + (job.alsoAt === 'begin' ? 0 : job.everyMs));
      if (job.alsoAt === 'begin') this.#run(job);
      return setInterval(() => this.#run(job), job.everyMs).unref();
    });
  }

  /** Resolves when no job runs any more. */
  async stop(): Promise<void> {
    this.#timers.forEach(clearInterval);
    await Promise.all(this.#running.values());
    for (const job of this.#parts.jobs) if (job.alsoAt === 'end') this.#run(job);
    await Promise.all(this.#running.values());
  }

  /** How long the work that is due has been waiting, in seconds: that of the job that waits longest. */
  oldestWaitSeconds(): number {
    const now = this.#parts.monotonic();
    return Math.max(0, ...[...this.#dueAt.values()].map((dueAt) => (now - dueAt) / 1000));
  }

  #run(job: Job): void {
    if (this.#running.has(job)) return;
    const run = this.#work(job).finally(() => this.#running.delete(job));
    this.#running.set(job, run);
  }

  async #work(job: Job): Promise<void> {
    const {monotonic, meters, onError} = this.#parts;
    const startedAt = monotonic();
    const end = (result: 'done' | 'failed'): void =>
      meters.jobEnded(job.name, result, (monotonic() - startedAt) / 1000);
    try {
      await job.work();
      this.#dueAt.set(job, monotonic() + job.everyMs);
      end('done');
    } catch (error) {
      end('failed');
      onError(error, job.problem);
    }
  }
}
