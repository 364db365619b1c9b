/**
 * User auth tokens, for a site's own server. Runs on WebCrypto: Node 20 and newer, Deno, Bun and edge runtimes. Never
 * use it in a page: the secret key would be everyone's.
 */
export {
  compatibleSignedText,
  createUserAuthToken,
  STRICT_PREFIX,
  strictSignedText,
  type TokenIdentifiers,
  type TokenOptions,
} from './token.js';
