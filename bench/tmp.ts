import {benchConnections} from './connections.js';
await benchConnections();
