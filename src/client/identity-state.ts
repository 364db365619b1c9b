/** Why a logged-in user is not accepted: the two messages of the specification ("User auth failure event"). */
export type IdentityRefusal = 'missing user auth token' | 'invalid user auth token';

/**
 * The state of the page's user. Only the service's answer leads to `verified` and `unverified`. `attempt` is the number of
 * the claim, so that a late answer is recognised. The state holds no claim and no token.
 */
export type Identity =
  | {readonly status: 'anonymous'}
  | {readonly status: 'verifying'; readonly attempt: number}
  | {readonly status: 'verified'; readonly attempt: number}
  | {readonly status: 'unverified'; readonly attempt: number; readonly reason: IdentityRefusal};

export type IdentityEvent =
  /** The page names a logged-in user. */
  | {readonly type: 'claimed'; readonly attempt: number}
  /** The page sends a claim of the same user again: the session is about to end, or the token is new. */
  | {readonly type: 'renewed'; readonly attempt: number}
  | {readonly type: 'accepted'; readonly attempt: number}
  | {readonly type: 'refused'; readonly attempt: number; readonly reason: IdentityRefusal}
  /** The page names no logged-in user (any more). */
  | {readonly type: 'left'};

/**
 * The identity that follows. An answer to anything but the newest attempt changes nothing; only an answer of the
 * service leads to `verified`; a lost network is no event, so it stays `verifying`.
 */
export function nextIdentity(identity: Identity, event: IdentityEvent): Identity {
  if (event.type === 'left') return {status: 'anonymous'};
  const {type, attempt} = event;
  const {status} = identity;
  // A verified user stays one until the service says otherwise: the launcher must not blink at every renewal.
  if (type === 'renewed' && status === 'verified') return {status, attempt};
  if (type === 'claimed' || type === 'renewed') return {status: 'verifying', attempt};
  const isAwaited = (status === 'verifying' || status === 'verified') && identity.attempt === attempt;
  if (!isAwaited) return identity;
  return type === 'accepted' ? {status: 'verified', attempt} : {status: 'unverified', attempt, reason: event.reason};
}
