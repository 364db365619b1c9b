import {type AppAddress, appKey} from './app-address.js';

/** The messages hold an app's key and nothing of a user. A tab that gets one reads the storage itself. */
function openChannel(): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel('helpshift-chat');
  } catch {
    return undefined; // With storage, some browsers also block the ways to other tabs.
  }
}

/** Tells this browser's other tabs, and other elements of this page, that something of the app's users has changed. */
export function tellOtherTabs(app: AppAddress): void {
  const channel = openChannel();
  channel?.postMessage(appKey(app));
  channel?.close();
}

/** Calls `look` each time another tab or element says that something has changed, until `signal` is aborted. */
export function hearOtherTabs(app: AppAddress, signal: AbortSignal, look: () => void): void {
  const channel = signal.aborted ? undefined : openChannel();
  if (!channel) return;
  channel.onmessage = ({data}) => data === appKey(app) && look();
  signal.addEventListener('abort', () => channel.close(), {once: true});
}
