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
  switch (event.type) {
    case 'claimed':
      return {status: 'verifying', attempt: event.attempt};
    case 'renewed':
      // A verified user stays one until the service says otherwise: the launcher must not blink at every renewal.
      return identity.status === 'verified'
        ? {...identity, attempt: event.attempt}
        : {status: 'verifying', attempt: event.attempt};
    case 'accepted':
      return isAwaited(identity, event) ? {status: 'verified', attempt: event.attempt} : identity;
    case 'refused':
      return isAwaited(identity, event)
        ? {status: 'unverified', attempt: event.attempt, reason: event.reason}
        : identity;
    case 'left':
      return {status: 'anonymous'};
    default:
      event satisfies never;
      return identity;
  }
}

function isAwaited(identity: Identity, {attempt}: {readonly attempt: number}): boolean {
  return (identity.status === 'verifying' || identity.status === 'verified') && identity.attempt === attempt;
}
