/** The part of a `WebSocket` that is used here. */
export type ClosableSocket = Pick<WebSocket, 'readyState' | 'CONNECTING' | 'addEventListener' | 'close'>;

/**
 * Closes a WebSocket. One that is still connecting is closed as soon as it is open: browsers warn on the console about
 * a connection that is closed before. Its caller takes its own listeners away first; then only the socket is kept.
 */
export function closeSocket(socket: ClosableSocket): void {
  if (socket.readyState === socket.CONNECTING) socket.addEventListener('open', () => socket.close());
  else socket.close();
}
