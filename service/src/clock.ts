/** The service's clock. Returns milliseconds since 1970. */
export type Clock = () => number;
