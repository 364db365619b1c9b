/**
 * Adds globals of a page that the client uses and Node 20 lacks: its events, and `WebSocket`. Import it before a test
 * uses them.
 */
import {getEventListeners} from 'node:events';
import {WebSocket as NodeWebSocket} from 'ws';

const page = new EventTarget();
const sockets = new Set<NodeWebSocket>();

/** A page's WebSocket reports no error to the page when it is closed before it is open. */
class PageWebSocket extends NodeWebSocket {
  constructor(url: string) {
    super(url);
    sockets.add(this);
    this.on('error', () => {});
    this.on('close', () => sockets.delete(this));
  }
}

/** Node keeps only the last listener for a signal on one target; a page keeps all of them. */
function listen(type: string, listener: () => void, {signal}: {signal?: AbortSignal} = {}): void {
  page.addEventListener(type, listener);
  signal?.addEventListener('abort', () => page.removeEventListener(type, listener), {once: true});
}

Object.assign(globalThis, {
  addEventListener: listen,
  removeEventListener: page.removeEventListener.bind(page),
  WebSocket: PageWebSocket,
});

/** Says that the network is back. */
export function goOnline(): void {
  page.dispatchEvent(new Event('online'));
}

/** Says that the network is lost. */
export function goOffline(): void {
  page.dispatchEvent(new Event('offline'));
}

/** Leaves the page. It may go into the back/forward cache. */
export function hidePage(): void {
  page.dispatchEvent(new Event('pagehide'));
}

/** Restores the page from the back/forward cache. */
export function showPage(): void {
  page.dispatchEvent(new Event('pageshow'));
}

/** Says that the page is hidden now, or can be seen again. */
export function changeVisibility(): void {
  page.dispatchEvent(new Event('visibilitychange'));
}

/** The number of listeners on the page. */
export function pageListeners(): number {
  const types = ['online', 'offline', 'pagehide', 'pageshow', 'visibilitychange'];
  return types.reduce((sum, type) => sum + getEventListeners(page, type).length, 0);
}

/** The number of WebSockets that are not closed. */
export function openSockets(): number {
  return sockets.size;
}

/** Gives the page these locks (`navigator.locks`) until the end of the test. */
export function useLocks(t: {after(end: () => void): void}, locks: unknown): void {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', {value: {locks}, configurable: true});
  t.after(() => {
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else Reflect.deleteProperty(globalThis, 'navigator');
  });
}
