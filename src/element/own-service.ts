/**
 * The service that this script came from, in the bundle that a service serves: the default of `service-url`, and the one
 * address that need not prove to be a service. Set once, before an element reads it. Without it there is no default.
 */
export const ownService: {url?: string} = {};
