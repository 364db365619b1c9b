import {type AppAddress, appKey} from './app-address.js';

/** The app's key, and what is told of it. Nothing of a user but the opaque key of a session's answer. */
type Message = readonly [appKey: string, loggedOut: string];

function openChannel(): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel('helpshift-chat');
  } catch {
    return undefined; // With storage, some browsers also block the ways to other tabs.
  }
}

/**
 * Tells this browser's other tabs, and all elements of this page, that something of the app's users has changed: the user
 * with this key has logged out; without a key, a tab that hears it looks itself what has changed.
 */
export function tellOtherTabs(app: AppAddress, loggedOut = ''): void {
  const channel = openChannel();
  channel?.postMessage([appKey(app), loggedOut] satisfies Message);
  channel?.close();
}

/**
 * Calls `hear` each time another tab or element tells something of the app, until `signal` is aborted. Any script of the
 * site can speak in this channel, so a message can be anything.
 */
export function hearOtherTabs(app: AppAddress, signal: AbortSignal, hear: (loggedOut: unknown) => void): void {
  const channel = signal.aborted ? undefined : openChannel();
  if (!channel) return;
  channel.onmessage = ({data}: MessageEvent<readonly unknown[] | null | undefined>) =>
    data?.[0] === appKey(app) && hear(data[1]);
  signal.addEventListener('abort', () => channel.close(), {once: true});
}
