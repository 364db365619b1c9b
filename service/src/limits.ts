/** The largest request body. The longest message is far below it. */
export const BODY_LIMIT_BYTES = 64 * 1024;

/** The largest frame a client may send on a live connection: a session token and a little more. */
export const LIVE_FRAME_LIMIT_BYTES = 4 * 1024;

/** How long a live connection may stay open before it has said who it is. */
export const LIVE_AUTHENTICATE_LIMIT_MS = 5_000;

/** How often the service asks a silent peer whether it is still there. Two unanswered questions end the connection. */
export const LIVE_PEER_CHECK_MS = 30_000;

/** How often open connections are checked: a deleted key or an ended session closes them within a second. */
export const LIVE_TICK_MS = 500;

/** What a slow peer may leave unread before it is dropped. */
export const LIVE_BACKLOG_LIMIT_BYTES = 64 * 1024;

/** How long an agent stays logged in: a fixed time from the log-in. */
export const AGENT_SESSION_LIFE_MS = 14 * 24 * 60 * 60 * 1000;

/** How many conversations the inbox lists. */
export const AGENT_CONVERSATIONS_LIMIT = 200;

/** How much of the newest message the inbox lists, in UTF-16 code units. */
export const PREVIEW_LIMIT_CHARS = 200;

/** So many at once, then so many each second. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** What one address, or one pair of address and e-mail, may ask for. */
export interface RateLimits {
  /** New sessions of one address. Generous: an office of many people shares one. */
  readonly sessions: Rate;
  /** Log-in attempts for one e-mail address from one network address. */
  readonly logins: Rate;
  /** Log-in attempts from one network address, whatever the e-mail address. */
  readonly loginsOfAddress: Rate;
}

export const RATE_LIMITS: RateLimits = {
  sessions: {burst: 120, perSecond: 2},
  logins: {burst: 10, perSecond: 1 / 30},
  loginsOfAddress: {burst: 30, perSecond: 1 / 10},
};
