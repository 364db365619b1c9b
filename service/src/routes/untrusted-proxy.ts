import {isPrivateAddress} from '../server/trusted-addresses.js';
import type {RouteParts, Routes} from './parts.js';
import type {TrustProxy} from '../config.js';

/**
 * Notices a proxy that names the address of each visitor while `TRUST_PROXY` is off: then all of them count as one. The header of a
 * visitor from the internet means nothing, because anybody can send it.
 */
export function noticeUntrustedProxy(app: Routes, {notices}: RouteParts, trustProxy: TrustProxy = false): void {
  if (trustProxy !== false && trustProxy !== 0) return;
  app.addHook('onRequest', async ({headers, raw, log}) => {
    const {remoteAddress} = raw.socket;
    if (headers['x-forwarded-for'] === undefined || remoteAddress === undefined) return;
    if (!isPrivateAddress(remoteAddress)) return;
    if (!notices.add('proxy-not-trusted')) return;
    log.warn(
      'a proxy sends X-Forwarded-For, and TRUST_PROXY is off: all visitors count as one address, and share its limits. ' +
        'Set TRUST_PROXY to the address of the proxy, or to the number of proxies',
    );
  });
}
