import type {LimitName} from '../limits.js';

/** What the service counts and measures for its operator. */
export interface Meters {
  /** A request was answered. `route` is a pattern such as `/v1/sync`, never an address. */
  answered(request: {readonly method: string; readonly route: string; readonly status: number}, seconds: number): void;
  /** Entries or notes were stored, after the commit: with those that the service appended to them. */
  stored(author: 'user' | 'agent', count: number): void;
  /** A group of writes was committed, or failed. `seconds` is the time from its begin to the answer of the database. */
  committed(group: {readonly writes: number; readonly isDone: boolean}, seconds: number): void;
  /** Something was refused, or a peer was dropped, because of a limit. */
  refused(limit: LimitName): void;
  /** An upload has ended, or was not begun: not because of a limit of its sender, which `refused` counts. */
  uploadEnded(result: UploadResult): void;
  /** Changes could not be told to the other processes. */
  wakeUpsLost(): void;
  /** A change was found that another process had not told. */
  wakeUpLate(): void;
  /** A job of the service has ended. `seconds` is how long it took. */
  jobEnded(job: JobName, result: 'done' | 'failed', seconds: number): void;
  /** The answer of `read` is asked for when the metrics are read. A later call takes the place of an earlier one. */
  watch(gauge: GaugeName, read: () => number | Promise<number>): void;
}

/** How an upload ends. `unavailable`: there is no room, the disk cannot be written, or too many pictures wait. */
export type UploadResult = 'stored' | 'too-large' | 'wrong-kind' | 'unavailable';

/** The work that the service does from time to time. */
export type JobName = 'tidy' | 'check-settings' | 'write-refusals' | 'retention' | 'files';

/** What is measured when the metrics are read. */
export type GaugeName =
  | 'live-connections-of-users'
  | 'live-connections-of-agents'
  | 'live-connections-without-session'
  | 'sockets'
  | 'waiting-writes'
  | 'attachment-bytes'
  | 'attachment-free-bytes'
  | 'oldest-waiting-job-seconds';

function ignore(): void {
  // Nobody reads the metrics.
}

/** Counts nothing. */
export const NO_METERS: Meters = {
  answered: ignore,
  stored: ignore,
  committed: ignore,
  refused: ignore,
  uploadEnded: ignore,
  wakeUpsLost: ignore,
  wakeUpLate: ignore,
  jobEnded: ignore,
  watch: ignore,
};
