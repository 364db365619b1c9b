import {ServiceError} from '../errors.js';
import type {Routes} from './parts.js';

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]*)/i;

/**
 * Refuses bodies that would be read as something else than they are: those in another character set than UTF-8, and compressed
 * ones. Fastify reads every body as UTF-8.
 */
export function requireUtf8Bodies(routes: Routes): void {
  routes.addHook('onRequest', async ({headers}) => {
    const [, charset = 'utf-8'] = CHARSET.exec(headers['content-type'] ?? '') ?? [];
    if (!/^utf-?8$/i.test(charset)) throw unsupported('The body must be in UTF-8.');
    const {'content-encoding': encoding = 'identity'} = headers;
    if (encoding.toLowerCase() !== 'identity') throw unsupported('The body must not be compressed.');
  });
}

function unsupported(message: string): ServiceError {
  return new ServiceError('unsupported_media_type', message);
}
