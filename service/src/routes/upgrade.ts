import type {FastifyReply, FastifyRequest} from 'fastify';
import type {ServerResponse} from 'node:http';
import type {WebSocket} from 'ws';

const responses = new WeakMap<FastifyRequest, ServerResponse>();

/** A hook for routes that call `releaseRequest`: their handler is not given the response. */
export async function rememberResponse(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  responses.set(request, reply.raw);
}

/**
 * Lets go of the request that a connection was upgraded from, with its reply, headers and parameters: half of what a
 * connection that stays open for hours would take. Call it first; the request is still good for reading.
 */
export function releaseRequest(socket: WebSocket, request: FastifyRequest): void {
  // The plugin's listener holds both. An error needs no other answer: ws has closed the connection with the right code.
  socket.removeAllListeners('error');
  socket.on('error', ignore);
  responses.get(request)?.detachSocket(request.raw.socket);
}

function ignore(): void {
  // One function for all connections.
}
