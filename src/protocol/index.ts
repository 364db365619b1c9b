export * from './identity.js';
export * from './limits.js';
export * from './parse.js';
export * from './wire.js';
