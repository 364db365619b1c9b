/** The service's clock: milliseconds since 1970. */
export type Clock = () => number;
