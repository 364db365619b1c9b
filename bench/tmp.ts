import {benchSends} from './sends.js';
await benchSends();
