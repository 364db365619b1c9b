/** The chat engine without a DOM, for the element and for the agents' inbox. */
export * from './close-socket.js';
export * from './links.js';
export * from './random-id.js';
export * from './time-labels.js';
export * from './unique-query.js';
