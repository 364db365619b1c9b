/** The longest text of one message, in UTF-16 code units (what `maxlength` of a `<textarea>` counts). */
export const MESSAGE_TEXT_LIMIT_CHARS = 10_000;

/** The most messages in one page of a conversation. */
export const MESSAGE_PAGE_LIMIT = 200;

/** An anonymous user's life, from the moment the credential was made. Rule: "Anonymous Users" in the specification. */
export const ANONYMOUS_USER_LIFE_MS = 7 * 24 * 60 * 60 * 1000;

/** A session's life. It is renewed by a new claim before it ends. */
export const SESSION_LIFE_MS = 60 * 60 * 1000;

/** How often a client pings on an open live connection. */
export const LIVE_PING_INTERVAL_MS = 25_000;

/** The longest name and the longest address that a user can give to the Identity Bot, in UTF-16 code units. */
export const CONTACT_LIMIT_CHARS = 255;
