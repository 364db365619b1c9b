/** The longest text of one message, in UTF-16 code units (what `maxlength` of a `<textarea>` counts). */
export const MESSAGE_TEXT_LIMIT_CHARS = 10_000;

/** The most messages in one request. */
export const SEND_LIMIT = 100;

/** The most entries of one conversation in an answer, and the most entries in a page. */
export const ENTRY_PAGE_LIMIT = 50;

/** The size at which the entries in an answer end, as JSON. One entry may be longer. */
export const ENTRY_PAGE_LIMIT_BYTES = 100_000;

/** How many of the user's newest conversations a sync covers, beside those that the client names. */
export const SYNC_CONVERSATIONS_LIMIT = 20;

/** The most conversations that a client can name in one sync. */
export const SYNC_KNOWN_LIMIT = 100;

/** The longest time that a sync waits for a change. */
export const SYNC_WAIT_LIMIT_MS = 25_000;

/** An anonymous user's life, from the moment the credential was made. Rule: "Anonymous Users" in the specification. */
export const ANONYMOUS_USER_LIFE_MS = 7 * 24 * 60 * 60 * 1000;

/** How long a browser keeps what waits to be sent. */
export const OUTBOX_LIFE_MS = ANONYMOUS_USER_LIFE_MS;

/** A session's life. It is renewed by a new claim before it ends. */
export const SESSION_LIFE_MS = 60 * 60 * 1000;

/** The most tokens in one request that ends sessions. */
export const SESSION_TOKENS_LIMIT = 20;

/** How often a client pings on an open live connection. Together with the wait for the answer it is below 15 s. */
export const LIVE_PING_INTERVAL_MS = 10_000;

/** How often a client says that somebody types, while keys are pressed. */
export const TYPING_INTERVAL_MS = 3_000;

/** How long somebody counts as typing after a `typing`. */
export const TYPING_LIFE_MS = 6_000;

/** The longest name and the longest address that a user can give to the Identity Bot, in UTF-16 code units. */
export const CONTACT_LIMIT_CHARS = 255;

/** The most actions of a card. */
export const CARD_ACTIONS_LIMIT = 5;

/** The longest label of an action, in UTF-16 code units. */
export const CARD_LABEL_LIMIT_CHARS = 80;

/** The longest target of an action, in UTF-16 code units. */
export const CARD_TARGET_LIMIT_CHARS = 2_000;

/** The best rating; the worst is 1. */
export const RATING_LIMIT = 5;

/** The longest words of a rating, in UTF-16 code units. */
export const FEEDBACK_LIMIT_CHARS = 2_000;

/** The most custom issue fields of a conversation. */
export const ISSUE_FIELDS_LIMIT = 100;

/** The size at which the custom issue fields of a conversation end, as JSON, in UTF-16 code units. */
export const ISSUE_FIELDS_LIMIT_CHARS = 200_000;

/** The longest key of a custom issue field, in UTF-16 code units. */
export const ISSUE_FIELD_KEY_LIMIT_CHARS = 255;

/** The longest tag, in UTF-16 code units. */
export const TAG_LIMIT_CHARS = 100;

/** The most tags of an app, and of a conversation. */
export const TAGS_LIMIT = 300;

/** The longest address of the page on which a conversation began, in UTF-16 code units. */
export const PAGE_URL_LIMIT_CHARS = 2_000;

/** How long an upload is kept that nobody sends. */
export const UNSENT_FILE_LIFE_MS = 24 * 60 * 60 * 1000;

/** The longest name of a file, in UTF-16 code units. */
export const FILE_NAME_LIMIT_CHARS = 150;

/** The longer side of a thumbnail, in pixels. */
export const THUMBNAIL_LIMIT_PIXELS = 640;
