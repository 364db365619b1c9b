/** Of something that is read from the service. */
export type LoadStatus = 'loading' | 'ready' | 'failed';
