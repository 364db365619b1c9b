/** Why a logged-in user is not accepted: the two messages of the specification ("User auth failure event"). */
export type IdentityRefusal = 'missing user auth token' | 'invalid user auth token';

/**
 * Who the page's user is, as far as the service has said. `attempt` tells late answers apart; claims and tokens are not
 * kept in state.
 */
export type Identity =
  | {readonly status: 'anonymous'}
  | {readonly status: 'verifying'; readonly attempt: number}
  | {readonly status: 'verified'; readonly attempt: number}
  | {readonly status: 'unverified'; readonly attempt: number; readonly reason: IdentityRefusal};

export type IdentityEvent =
  /** The page names a logged-in user. */
  | {readonly type: 'claimed'; readonly attempt: number}
  /** The same user is shown to the service again: a session about to end, or a fresh token. */
  | {readonly type: 'renewed'; readonly attempt: number}
  | {readonly type: 'accepted'; readonly attempt: number}
  | {readonly type: 'refused'; readonly attempt: number; readonly reason: IdentityRefusal}
  /** The page names nobody (any more). */
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
