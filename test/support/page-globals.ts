/**
 * What the client uses of a page and Node 20 does not have: the events `online` and `offline`, and `WebSocket`. Import
 * it before a test uses them.
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

/** How many listen for `online` and `offline`. */
export function pageListeners(): number {
  return getEventListeners(page, 'online').length + getEventListeners(page, 'offline').length;
}

/** How many WebSockets are not closed yet. */
export function openSockets(): number {
  return sockets.size;
}
