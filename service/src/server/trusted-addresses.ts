import proxyAddr from '@fastify/proxy-addr';
import type {TrustProxy} from '../config.js';

/** Whether the headers of this address count. `hop` is 0 for the peer of the socket. */
export type IsTrusted = (address: string, hop: number) => boolean;

/** Returns which proxies may set `X-Forwarded-*` headers. */
export function trustedAddresses(trustProxy: TrustProxy = false): IsTrusted {
  if (typeof trustProxy === 'boolean') return () => trustProxy;
  if (typeof trustProxy === 'number') return (_address, hop) => hop < trustProxy;
  return proxyAddr.compile(trustProxy);
}

const isLoopback = proxyAddr.compile('loopback');
const isOfPrivateNetwork = proxyAddr.compile(['loopback', 'linklocal', 'uniquelocal']);

/** Whether no visitor from the internet has this address: it is of this computer, or of a private network. */
export function isPrivateAddress(address: string): boolean {
  return isOfPrivateNetwork(address, 0);
}

/**
 * Returns whose sockets have no limit: those of proxies, which bring the requests of many people. A proxy on this computer is known
 * even when nobody has named it.
 */
export function unlimitedAddresses(isTrusted: IsTrusted): (address: string) => boolean {
  return (address) => isTrusted(address, 0) || isLoopback(address, 0);
}
