/** What a live connection is made of, and no more: a `ws` server that answers the first frame. Argument: the port. */
import {WebSocketServer} from 'ws';

const server = new WebSocketServer({host: '127.0.0.1', port: Number(process.argv[2])});
server.on('connection', (socket) => socket.once('message', () => socket.send('hello')));
server.on('listening', () => process.send?.('listening'));
