import {BlockList, isIPv6} from 'node:net';
import type {RouteParts, Routes} from './parts.js';
import type {TrustProxy} from '../config.js';

/** Addresses that no visitor from the internet has: of this computer, and of private networks. */
const PRIVATE = new BlockList();
for (const [network, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
] as const) {
  PRIVATE.addSubnet(network, bits, 'ipv4');
}
for (const [network, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const) {
  PRIVATE.addSubnet(network, bits, 'ipv6');
}

/**
 * Notices a proxy that names the address of each visitor while `TRUST_PROXY` is off: then all of them count as one. The header of a
 * visitor from the internet means nothing, because anybody can send it.
 */
export function noticeUntrustedProxy(app: Routes, {notices}: RouteParts, trustProxy: TrustProxy = false): void {
  if (trustProxy !== false && trustProxy !== 0) return;
  app.addHook('onRequest', async ({headers, raw, log}) => {
    if (headers['x-forwarded-for'] === undefined || !isPrivate(raw.socket.remoteAddress ?? '')) return;
    if (!notices.add('proxy-not-trusted')) return;
    log.warn(
      'a proxy sends X-Forwarded-For, and TRUST_PROXY is off: all visitors count as one address, and share its limits. ' +
        'Set TRUST_PROXY to the address of the proxy, or to the number of proxies',
    );
  });
}

function isPrivate(address: string): boolean {
  return PRIVATE.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
