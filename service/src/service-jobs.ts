import {settingsCheck} from './apps/unusable-settings.js';
import {FileLeftovers} from './attachments/file-leftovers.js';
import {tidy} from './housekeeping.js';
import {Jobs} from './jobs.js';
import {AUDIT_DAYS, REFUSALS_INTERVAL_MS, TIDY_INTERVAL_MS} from './limits.js';
import {Retention} from './retention/retention.js';
import type {AppParts} from './app-parts.js';
import type {RouteParts, Routes} from './routes/parts.js';

/** Runs the work that the service does from time to time, from the start of the app to its end. */
export function runJobs(app: Routes, parts: RouteParts, {store, auditDays = AUDIT_DAYS}: AppParts): void {
  const {db, clock, monotonic, meters, refusals, health, attachments} = parts;
  const {files} = attachments;
  const retention = new Retention({store, clock, auditDays, files});
  const leftovers = new FileLeftovers({store, clock, files});
  const jobs = new Jobs({
    jobs: [
      {
        name: 'tidy',
        everyMs: TIDY_INTERVAL_MS,
        problem: 'old records could not be removed',
        alsoAt: 'begin',
        work: () => tidy(store, clock()),
      },
      {
        name: 'check-settings',
        everyMs: TIDY_INTERVAL_MS,
        problem: 'the settings could not be checked',
        alsoAt: 'begin',
        work: settingsCheck(db, app.log),
      },
      {
        name: 'write-refusals',
        everyMs: REFUSALS_INTERVAL_MS,
        problem: 'refusals could not be written to the audit log',
        alsoAt: 'end',
        work: () => refusals.flush(store, clock),
      },
      {
        name: 'retention',
        everyMs: TIDY_INTERVAL_MS,
        problem: 'what the settings do not keep could not be removed',
        alsoAt: 'begin',
        work: () => retention.run(),
      },
      {
        name: 'files',
        everyMs: TIDY_INTERVAL_MS,
        problem: 'files that nobody needs could not be removed',
        alsoAt: 'begin',
        work: () => leftovers.run(),
      },
    ],
    monotonic,
    meters,
    onError: (error, problem) => health.outage.report(error, problem),
  });
  meters.watch('oldest-waiting-job-seconds', () => Math.max(jobs.oldestWaitSeconds(), retention.overdueSeconds));
  app.addHook('onReady', async () => jobs.start());
  app.addHook('onClose', async () => {
    retention.stop();
    await jobs.stop();
  });
}
