import type {FastifyReply, FastifyRequest} from 'fastify';
import type {ServerResponse} from 'node:http';
import type {WebSocket} from 'ws';

const responses = new WeakMap<FastifyRequest, ServerResponse>();

/** A hook for routes that call `releaseRequest`: the plugin does not give them the response. */
export async function rememberResponse(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  responses.set(request, reply.raw);
}

/**
 * Releases the request that a connection was upgraded from, with its reply, headers and parameters. They take half of
 * the memory of an open connection. Call it first; the request can still be read.
 */
export function releaseRequest(socket: WebSocket, request: FastifyRequest): void {
  // The plugin's error listener references both. It is not needed: ws has closed the connection with the right code.
  socket.removeAllListeners('error');
  socket.on('error', ignore);
  responses.get(request)?.detachSocket(request.raw.socket);
}

function ignore(): void {
  // One function for all connections saves memory.
}
