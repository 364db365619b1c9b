/**
 * The address of the service that serves this script, in the service's own bundle: the default of `service-url`, and
 * the only address that gets user data without answering first. Set once, before an element reads it. Without it there
 * is no default.
 */
export const ownService: {url?: string} = {};
