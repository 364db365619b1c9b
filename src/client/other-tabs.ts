import {type AppAddress, appKey} from './app-address.js';

// The message is the app's key and nothing of a user: whoever hears it looks for themselves.
const openChannel = (): BroadcastChannel => new BroadcastChannel('helpshift-chat');

/** Tells this browser's other tabs, and other elements of this page, that something of the app's users has changed. */
export function tellOtherTabs(app: AppAddress): void {
  const channel = openChannel();
  channel.postMessage(appKey(app));
  channel.close();
}

/** Calls `look` whenever another tab or element says that something has changed, until `signal` is aborted. */
export function hearOtherTabs(app: AppAddress, signal: AbortSignal, look: () => void): void {
  if (signal.aborted) return;
  const channel = openChannel();
  channel.onmessage = ({data}) => data === appKey(app) && look();
  signal.addEventListener('abort', () => channel.close(), {once: true});
}
