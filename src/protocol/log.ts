/**
 * The log of a conversation: everything that happens in it is one numbered entry. Its numbers are its order, because a
 * clock can be set back.
 */

/** Who wrote an entry. `system`: the service, by its own rules. */
export type Author =
  | {readonly kind: 'user'}
  | {readonly kind: 'agent'; readonly name: string}
  | {readonly kind: 'bot'}
  | {readonly kind: 'system'};

/** What an entry says. `resolved`, `rejected`, `reopened` and `ended` change the status: `nextStatus`. */
export type Content =
  | {readonly kind: 'text'; readonly text: string}
  | Card
  | Attachment
  | {readonly kind: 'resolved'}
  | {readonly kind: 'rejected'}
  | {readonly kind: 'reopened'}
  | {readonly kind: 'ended'}
  | Rating;

/** A text of an agent, with actions that the user can choose. */
export interface Card {
  readonly kind: 'card';
  readonly text: string;
  /** 1 to `CARD_ACTIONS_LIMIT`. A client reads fewer when it does not know the kind of one. */
  readonly actions: readonly CardAction[];
}

/** `actionAddress` says which targets are allowed. */
export interface CardAction {
  readonly kind: 'link' | 'call';
  /** What the button says. 1 to `CARD_LABEL_LIMIT_CHARS`. */
  readonly label: string;
  /** Of a link the address, of a call the phone number. */
  readonly target: string;
}

/** A file that a user or an agent sent. */
export interface Attachment {
  readonly kind: 'attachment';
  /** Names the file in `POST /v1/files/read` and `POST /v1/files/download`. */
  readonly fileId: string;
  /** The file's name, without a folder, control characters or marks that change the direction of a text. Never empty. */
  readonly name: string;
  /** By the file's content, as `image/png`. `application/octet-stream`: not known. */
  readonly mediaType: string;
  readonly bytes: number;
  /** The size of a picture that can be shown, in pixels; both absent for every other file: it can only be downloaded. */
  readonly width?: number;
  readonly height?: number;
}

/** What the user thinks of a conversation that has ended. */
export interface Rating {
  readonly kind: 'rated';
  /** 1 (bad) to `RATING_LIMIT` (good). */
  readonly rating: number;
  /** The user's own words, or `''`. At most `FEEDBACK_LIMIT_CHARS`. */
  readonly feedback: string;
}

/** One numbered line of a conversation's log. It never changes. */
export interface Entry {
  /** Its place in the log. Numbers begin at 1 and have no gaps. */
  readonly number: number;
  /** A UUID that its author made. Sending an id twice stores one entry. */
  readonly id: string;
  readonly author: Author;
  readonly content: Content;
  /** When the service stored it, in milliseconds since 1970 by the service's clock. */
  readonly time: number;
}

/**
 * `open`: the user's next text goes there. `resolved`, `rejected`: an agent says that it is over. `ended`: it is over for
 * good. A user has one conversation at the most that has not ended.
 */
export type ConversationStatus = 'open' | 'resolved' | 'rejected' | 'ended';

/** The head of a conversation, as its user sees it: all but its log. */
export interface Conversation {
  readonly id: string;
  /** 1 for the user's first conversation, then 2, and so on: their order. */
  readonly ordinal: number;
  /** Grows with each change of the conversation: an entry, a read mark. */
  readonly version: number;
  readonly status: ConversationStatus;
  /** The number of its newest entry. */
  readonly lastNumber: number;
  /** The id of its newest entry. A restored backup may have another one at this number. */
  readonly lastId: string;
  /** The newest entry that the user has seen; 0 for none. */
  readonly readNumber: number;
  /** How many answers follow `readNumber`. */
  readonly unreadCount: number;
  /** The newest entry that an agent has seen; 0 for none. */
  readonly agentReadNumber: number;
}

/** What a client makes of a value that it does not know, because a newer service sent it. */
export interface Unknown {
  readonly kind: 'unknown';
}

/** An entry as a client reads it. */
export interface ReadEntry extends Omit<Entry, 'author' | 'content'> {
  readonly author: Author | Unknown;
  readonly content: Content | Unknown;
}

/** A head as a client reads it. */
export interface ReadConversation extends Omit<Conversation, 'status' | 'agentReadNumber'> {
  /** `undefined`: an older service, which does not say. */
  readonly agentReadNumber?: number | undefined;
  readonly status: ConversationStatus | 'unknown';
}
