/**
 * What the client uses of a page and Node 20 does not have: its events, and `WebSocket`. Import it before a test uses
 * them.
 */
import {getEventListeners} from 'node:events';
import {WebSocket as NodeWebSocket} from 'ws';

const page = new EventTarget();
const sockets = new Set<NodeWebSocket>();

/** A page's WebSocket throws nothing at the page when it is closed before it was open. */
class PageWebSocket extends NodeWebSocket {
  constructor(url: string) {
    super(url);
    sockets.add(this);
    this.on('error', () => {});
    this.on('close', () => sockets.delete(this));
  }
}

/** Node keeps only the last listener that a signal is to take from one target; a page keeps all of them. */
function listen(type: string, listener: () => void, {signal}: {signal?: AbortSignal} = {}): void {
  page.addEventListener(type, listener);
  signal?.addEventListener('abort', () => page.removeEventListener(type, listener), {once: true});
}

Object.assign(globalThis, {
  addEventListener: listen,
  removeEventListener: page.removeEventListener.bind(page),
  WebSocket: PageWebSocket,
});

/** The browser says that the network is back. */
export function goOnline(): void {
  page.dispatchEvent(new Event('online'));
}

/** The browser says that the network is lost. */
export function goOffline(): void {
  page.dispatchEvent(new Event('offline'));
}

/** The page is left. It may go into the back/forward cache. */
export function hidePage(): void {
  page.dispatchEvent(new Event('pagehide'));
}

/** The page comes back out of the back/forward cache. */
export function showPage(): void {
  page.dispatchEvent(new Event('pageshow'));
}

/** How many listen to the page. */
export function pageListeners(): number {
  const types = ['online', 'offline', 'pagehide', 'pageshow'];
  return types.reduce((sum, type) => sum + getEventListeners(page, type).length, 0);
}

/** How many WebSockets are not closed yet. */
export function openSockets(): number {
  return sockets.size;
}
