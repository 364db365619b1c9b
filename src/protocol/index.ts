export * from './conversation-life.js';
export * from './identity.js';
export * from './limits.js';
export * from './log.js';
export * from './parse-error.js';
export * from './parse-session.js';
export * from './parse.js';
export * from './wire.js';
