/** The chat engine without a DOM, for the element and for the agents' inbox. */
export * from './coalesce.js';
export * from './errors.js';
export * from './languages.js';
export * from './links.js';
export * from './live-connection.js';
export * from './log.js';
export * from './outgoing.js';
export * from './polling.js';
export * from './random-id.js';
export * from './read-in-pieces.js';
export * from './retry.js';
export * from './service-clock.js';
export * from './service-request.js';
export * from './texts.js';
export * from './time-labels.js';
export * from './timeline.js';
export * from './upload.js';
