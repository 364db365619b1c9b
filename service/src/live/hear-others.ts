import {MissedChanges} from './missed-changes.js';
import type {OtherProcesses} from './other-processes.js';
import type {WakeUps} from './wake-ups.js';
import type {RouteParts, Routes} from '../routes/parts.js';

/** Tells this process what others have changed, from the start of the app to its end. */
export function hearOthers(app: Routes, others: OtherProcesses, wakeUps: WakeUps, parts: RouteParts): void {
  const {db, hub, monotonic, meters, health, typing, presence} = parts;
  const onError = (error: unknown): void => health.outage.report(error, 'missed changes could not be looked for');
  const onSignError = (error: unknown): void => health.outage.report(error, 'a live frame failed');
  const missed = new MissedChanges({db, hub, monotonic, meters, onError});
  app.addHook('onReady', async () => {
    await missed.start();
    others.listen({
      changed: (change) => wakeUps.receive(change),
      // A sign may be lost: a failure has no effect but its report.
      sign: (sign, from) =>
        sign.kind === 'presence' ? presence.hear(sign, from) : void typing.receive(sign).catch(onSignError),
      lost: () => {
        meters.wakeUpsLost();
        missed.lost();
      },
      disconnected: () => missed.disconnected(),
      connected: () => missed.connected(),
    });
  });
  // The last requests have been answered by now.
  app.addHook('onClose', async () => {
    await others.flush();
    await missed.stop();
  });
}
