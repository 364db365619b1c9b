/**
 * The settings of an app. Each is described here, once: the stored JSON, the API, the options of the command, the inbox's form and
 * the table in docs/apps-and-keys.md follow from it. "How to add a setting" in docs/architecture.md names the steps.
 */
import {TAG_LIMIT_CHARS, TAGS_LIMIT} from './limits.js';

/**
 * What a setting may be. `default` is its value in a new app. It also counts where a stored value cannot be read, so it is the safe
 * value. A limit counts code points, origins, megabytes, or days.
 */
export type SettingDescription =
  | {readonly kind: 'switch'; readonly default: boolean}
  /** A text of one line. */
  | {readonly kind: 'line'; readonly limit: number; readonly default: ''}
  /** A text that may have several lines. */
  | {readonly kind: 'text'; readonly limit: number; readonly default: ''}
  /** A whole number of days; 0 means for ever. */
  | {readonly kind: 'days'; readonly limit: number; readonly default: 0}
  /** A whole number of megabytes (1,000,000 bytes), from 1. */
  | {readonly kind: 'megabytes'; readonly limit: number; readonly default: number}
  /** `#rrggbb`, or `''`. */
  | {readonly kind: 'colour'; readonly default: ''}
  | {readonly kind: 'choice'; readonly values: readonly string[]; readonly default: string}
  /** Different texts of one line. `limit` counts the texts, `limitChars` the characters of each. */
  | {readonly kind: 'lines'; readonly limit: number; readonly limitChars: number; readonly default: readonly string[]}
  /** Origins as browsers send them, or `*`. */
  | {readonly kind: 'origins'; readonly limit: number; readonly default: readonly string[]};

export type SettingDescriptions = Readonly<Record<string, SettingDescription>>;

/** What anyone may know: the element reads these. Every page loads this table, so it holds no more than the element needs. */
export const PUBLIC_SETTINGS = {
  /** The pages show the chat. */
  enabled: {kind: 'switch', default: true},
  /** The heading of the panel. `''`: the element's own words, in the page's language. */
  title: {kind: 'line', limit: 100, default: ''},
  /** The main colour, unless the page sets `--helpshift-chat-accent`. `''`: the element's own. */
  accent: {kind: 'colour', default: ''},
  /** The first line of an empty chat. `''`: the element's own words, in the page's language. */
  greeting: {kind: 'text', limit: 1000, default: ''},
  /** The Identity Bot asks for a name before a conversation is created. */
  askName: {kind: 'switch', default: false},
  /** The Identity Bot asks for an e-mail address before a conversation is created. */
  askEmail: {kind: 'switch', default: false},
  /** The user is asked for a rating after a resolved conversation has ended. */
  askRating: {kind: 'switch', default: false},
  /** Users and agents can send files. */
  attachments: {kind: 'switch', default: true},
  /** The largest file that can be sent. */
  largestAttachment: {kind: 'megabytes', limit: 500, default: 25},
  /**
   * Which files can be sent, by their content: pictures that the chat can show; these and documents (PDF, office documents, plain text); any.
   */
  attachmentTypes: {kind: 'choice', values: ['pictures', 'documents', 'any'], default: 'documents'},
  /** An open panel is open again on the next page of the site. */
  keepOpen: {kind: 'switch', default: true},
  /** While the panel is closed, a new message is shown beside the launcher. */
  preview: {kind: 'switch', default: true},
} as const satisfies SettingDescriptions;

/** What only the service and its administrators know. */
export const PRIVATE_SETTINGS = {
  /** Logged-in users need a user auth token. */
  verification: {kind: 'switch', default: true},
  /**
   * Which user auth tokens of the compatible form the app accepts beside those of the strict form. The compatible form has
   * no separator: `1` + `23ann@x.org` and `123` + `ann@x.org` sign the same text, so one token fits both users.
   *
   * - `none`: no token.
   * - `cautious`: a token that proves which user is meant, and a token for a `userId` with an address while no other user
   *   can be meant. For sites that move here with the tokens that they have.
   * - `all`: every token, as Helpshift does. Without risk only where a site signs addresses alone, and never a `userId`.
   *
   * Each accepts what the ones before it accept.
   */
  compatibleTokens: {kind: 'choice', values: ['none', 'cautious', 'all'], default: 'none'},
  /**
   * The user is asked whether a resolution has solved the question, and can reopen the conversation. Off: a resolved conversation
   * ends at once.
   */
  askResolution: {kind: 'switch', default: true},
  /**
   * How long a conversation is kept after its newest entry, unless it is open. Then it is removed with its notes. 0: for ever.
   */
  keepEndedConversations: {kind: 'days', limit: 3650, default: 0},
  /**
   * How long an anonymous user is kept after they began, with all their conversations, unless one is open or has a newer entry. They
   * are kept for the days in which they can come back, too. 0: for ever.
   */
  keepAnonymousUsers: {kind: 'days', limit: 3650, default: 0},
  /** The tags that a page may put on its conversations. Others are ignored. */
  tags: {kind: 'lines', limit: TAGS_LIMIT, limitChars: TAG_LIMIT_CHARS, default: []},
  /** The origins of the pages that use the app, compared exactly; `*` for all pages. Empty: only the service's own origin. */
  origins: {kind: 'origins', limit: 100, default: []},
} as const satisfies SettingDescriptions;

export const APP_SETTINGS = {...PUBLIC_SETTINGS, ...PRIVATE_SETTINGS};

type ValueOf<Setting> = Setting extends {kind: 'switch'}
  ? boolean
  : Setting extends {kind: 'choice'; values: readonly (infer Value)[]}
    ? Value
    : Setting extends {kind: 'lines' | 'origins'}
      ? readonly string[]
      : Setting extends {kind: 'days' | 'megabytes'}
        ? number
        : string;

/** A value for each setting of a table. */
export type SettingValues<Settings extends SettingDescriptions> = {
  readonly [Name in keyof Settings]: ValueOf<Settings[Name]>;
};

/** `GET /v1/apps/:domain/:platformId`: the public settings of an app. Cacheable, with an ETag. */
export type AppSettings = SettingValues<typeof PUBLIC_SETTINGS>;

export type AllAppSettings = SettingValues<typeof APP_SETTINGS>;
export type SettingName = keyof AllAppSettings;
export type CompatibleTokens = AllAppSettings['compatibleTokens'];
