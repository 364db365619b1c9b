/** The largest request body, in bytes, of most routes. */
export const BODY_LIMIT_BYTES = 64 * 1024;

/** The largest request body with messages of a user, in bytes. The custom issue fields of a conversation are long. */
export const MESSAGES_BODY_LIMIT_BYTES = 1024 * 1024;

/** The longest body of a request that is never refused for the bytes of those before it: that of a log-out, for example. */
export const SMALL_BODY_BYTES = 16 * 1024;

/** How many requests of one connection may wait for the answer to the one before them. Browsers and proxies send none ahead. */
export const PIPELINED_REQUESTS_LIMIT = 16;

/** How long a peer may read nothing while bytes wait for it. */
export const SLOW_READER_LIMIT_MS = 20_000;

/**
 * How many bytes of answers may wait for the peers of a process together. Beyond it those are dropped that have read nothing since the
 * last check, first who has done so for longest.
 */
export const UNSENT_LIMIT_BYTES = 16 * 1024 * 1024;

/** The most open sockets of one network address in a process. An office has one address, and a page opens a few sockets. */
export const SOCKETS_OF_ADDRESS_LIMIT = 2_000;

/** The same at the port of the metrics. */
export const METRICS_SOCKETS_LIMIT = 20;

/** How long the head of a request may take to arrive, also the first one of a connection. Browsers open connections in advance. */
export const HEADERS_LIMIT_MS = 15_000;

/** How long a request may take to arrive completely. */
export const REQUEST_LIMIT_MS = 30_000;

/** How often it is checked whether a request comes too late. */
export const CONNECTIONS_CHECK_MS = 5_000;

/**
 * How long a connection without a request stays open. Longer than proxies keep theirs (nginx and most load balancers 60 s, Caddy
 * 120 s): the side that sends the next request must be the one that closes, or the request gets lost.
 */
export const KEEP_ALIVE_MS = 130_000;

/** The largest frame that a client may send on a live connection, in bytes. A session token needs less. */
export const LIVE_FRAME_LIMIT_BYTES = 4 * 1024;

/** How many frames of one client may wait to be handled. A client sends one in some seconds. */
export const LIVE_FRAMES_LIMIT = 16;

/** The most parts of one frame that a client may send on a live connection. Browsers send a short frame in one. */
export const LIVE_FRAGMENTS_LIMIT = 16;

/** How long a peer may take to close its side of a live connection. */
export const LIVE_CLOSE_LIMIT_MS = 5_000;

/** How long the listed origins of all apps are kept, which a new live connection needs. */
export const LISTED_ORIGINS_LIFE_MS = 1_000;

/** How long a live connection may stay open without a session token. */
export const LIVE_AUTHENTICATE_LIMIT_MS = 5_000;

/** How often the service pings each live connection. Two unanswered pings end the connection. */
export const LIVE_PEER_CHECK_MS = 30_000;

/** How often open connections are checked. A deleted key or an ended session closes its connections within a second. */
export const LIVE_TICK_MS = 500;

/** How often a process that may miss wake-ups reads what has changed. */
export const LIVE_LOOK_INTERVAL_MS = 2_000;

/** How often a process asks whether another one could not send its wake-ups, and how often it says so itself. */
export const LIVE_MARK_INTERVAL_MS = 1_000;

/** How often the agents' presence is looked at. Users are told of a change no more often. */
export const PRESENCE_TICK_MS = 2_000;

/** How long users are told that an agent is there after the last one has gone: a page that is loaded again is gone for a moment. */
export const PRESENCE_GRACE_MS = 30_000;

/** How often a process tells the others which agents are there, beside each change. */
export const PRESENCE_TELL_MS = 20_000;

/** How long the agents of another process count as there without a word of it. */
export const PRESENCE_LIFE_MS = 60_000;

/** How many users' connections are told of the presence in one step, so that thousands of them do not keep other work waiting. */
export const PRESENCE_STEP = 500;

/** How much unsent data a connection may have before it is dropped: more than the longest frame. */
export const LIVE_BACKLOG_LIMIT_BYTES = 256 * 1024;

/** How many writes may wait for the database. It stores some thousands in a second. */
export const WAITING_WRITES_LIMIT = 10_000;

/** How long the secret of a deleted key is kept, to explain tokens that were made with it. */
export const DELETED_SECRET_LIFE_MS = 30 * 24 * 60 * 60 * 1000;

/** How far apart two live connections are told that the service ends: their clients connect to the other processes. */
export const GOODBYE_SPACING_MS = 1;

/** How long it takes at most to tell all live connections that the service ends. */
export const GOODBYE_SPREAD_LIMIT_MS = 3_000;

/** How often the service removes what nobody needs any more. */
export const TIDY_INTERVAL_MS = 10 * 60 * 1000;

/** How often the counts of what was refused are written to the audit log. */
export const REFUSALS_INTERVAL_MS = 60 * 1000;

/** How many days the audit log is kept, unless the operator says otherwise. */
export const AUDIT_DAYS = 365;

/** How long an agent stays logged in after the log-in. */
export const AGENT_SESSION_LIFE_MS = 14 * 24 * 60 * 60 * 1000;

/** How long a browser in which an agent has logged in may log in while others guess the agent's password. */
export const AGENT_DEVICE_LIFE_MS = 180 * 24 * 60 * 60 * 1000;

/** How many passwords are checked at the same time. Node has four threads for this and for reading files. */
export const PASSWORD_CHECKS_AT_ONCE = 2;

/** How many checks of passwords may wait, and how many of one network address. As many again of browsers that are known. */
export const PASSWORD_CHECKS_WAITING_LIMIT = 16;
export const PASSWORD_CHECKS_WAITING_LIMIT_OF_ADDRESS = 2;

/** How many refused log-ins have a line of the log within a second. The others are counted in one line. */
export const REFUSED_LOG_IN_LINES_LIMIT = 10;

/** The most files of one user or agent that are not uploaded completely. */
export const UNFINISHED_UPLOADS_LIMIT = 10;

/** How long an upload without a byte counts among them. */
export const EMPTY_UPLOAD_LIFE_MS = 60_000;

/** The most files of one user or agent that are not sent. */
export const UNSENT_FILES_LIMIT = 30;

/** The most requests that bring bytes of files at a time: of one verified user or agent, and from one network address of all others. */
export const UPLOADS_AT_ONCE_LIMIT = 6;

/** How long a request that brings bytes may stand still. */
export const UPLOAD_STALL_LIMIT_MS = 20_000;

/** How long such a request may take. What has come stays, and its client goes on with another one. */
export const UPLOAD_REQUEST_LIMIT_MS = 10 * 60 * 1000;

/** The room on the disk that files leave for the database. */
export const RESERVED_DISK_BYTES = 256 * 1024 * 1024;

/** The largest picture that is shown, in pixels: all pages of an animation together. A larger one is a file that can be downloaded. */
export const PICTURE_LIMIT_PIXELS = 50_000_000;

/** The same of AVIF, which takes about 18 bytes of memory for each pixel. */
export const AVIF_LIMIT_PIXELS = 25_000_000;

/** The longest side of such a picture: one line of 50 million pixels takes 2 GB of memory, and as many lines of one pixel more than 20 seconds. */
export const PICTURE_SIDE_LIMIT_PIXELS = 30_000;

/** How many times the size of the largest file of an app a picture may have after it was made again: a few bytes can become many. */
export const PICTURE_GROWTH_LIMIT = 2;

/** How long it may take to read a picture and write it again. */
export const PICTURE_LIMIT_SECONDS = 20;

/** How many pictures are made at the same time, each of another sender. Node has four threads for this, for passwords and for reading files. */
export const PICTURES_AT_ONCE = 2;

/** How many pictures may wait for that. */
export const PICTURES_WAITING_LIMIT = 50;

/** How long an address to download a file is valid. */
export const DOWNLOAD_LIFE_MS = 60_000;

/** How long a file stays in the data folder without a row that names it. */
export const ORPHAN_FILE_LIFE_MS = 24 * 60 * 60 * 1000;

/** The most conversations in one page of a list of the inbox. */
export const AGENT_LIST_PAGE_LIMIT = 50;

/** The most events in one page of the audit log. */
export const AUDIT_PAGE_LIMIT = 50;

/** The most notes of one conversation in an answer: the newest. */
export const NOTES_LIMIT = 200;

/**
 * The size at which the entries, or the notes, of all conversations in an answer end, as JSON. Of a conversation beyond it a sync
 * answers the head alone, with `restart`. So no answer is longer than about 2 MB.
 */
export const ANSWER_ENTRIES_LIMIT_BYTES = 500_000;

/** How far apart the answers to waiting requests of one session are. */
export const WAIT_SPACING_MS = 250;

/** The length of the newest text in the inbox's list, in UTF-16 code units. */
export const PREVIEW_LIMIT_CHARS = 200;

/**
 * A rate limit: `burst` requests at once, then `perSecond` requests a second. A shared limit on PostgreSQL counts in windows
 * instead: `burst` requests in `burst / perSecond` seconds.
 */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** The pings and pongs of one live connection, the frames of an agent, and those after a close. Browsers send one pong in `LIVE_PEER_CHECK_MS`. */
export const LIVE_CONTROL_FRAMES: Rate = {burst: 50, perSecond: 10};

/** How often it is passed on that one session types. More is ignored. */
export const TYPING_RATE: Rate = {burst: 1, perSecond: 1 / 2};

/** The limits that are counted when they refuse something or drop a peer. */
export type LimitName =
  // Requests and connections of everybody.
  | 'pipelined-requests'
  | 'slow-reader'
  | 'unsent-bytes'
  | 'sockets-of-address'
  | 'requests'
  | 'body-bytes'
  | 'live-backlog'
  | 'live-frames-waiting'
  | 'waiting-writes'
  // A user, or an address with what is not proved.
  | 'sessions'
  | 'sessions-of-user'
  | 'entries'
  | 'reads'
  | 'answer-bytes'
  | 'live-frames'
  | 'live-connections-of-user'
  | 'live-connections-of-address'
  | 'anonymous-conversations'
  | 'uploads'
  | 'uploads-at-once'
  | 'upload-bytes'
  | 'unfinished-uploads'
  | 'unsent-files'
  | 'file-bytes'
  // An agent.
  | 'agent-requests'
  | 'log-ins'
  | 'log-ins-of-address'
  | 'log-ins-of-account'
  | 'password-checks';

/**
 * How often one caller may do something. A _shared_ limit holds for all processes of an installation together: more processes do not
 * allow more guesses of a password. All others count in each process alone, and need no database.
 *
 * Entries, reads, answers and live frames are limited for each verified user, and for each session of the others. What is not proved is
 * limited for each network address; a verified person never is, because many people of an office share one.
 */
export interface RateLimits {
  /**
   * All requests of a verified user, of another session, or from one network address without a session. One beyond the limit waits for
   * `REFUSAL_PAUSE_MS` and is then answered: many people of an office may load their pages in one moment.
   */
  readonly requests: Rate;
  /**
   * Bytes of the bodies of the same requests, but the long ones of all who are not verified count for their network address. To read
   * JSON takes much time, and who has sent it is often known only then. One of up to `SMALL_BODY_BYTES` waits and is then read.
   */
  readonly bodyBytes: Rate;
  /** New sessions from one network address that no user auth token proves, and tokens from it that are refused. */
  readonly sessions: Rate;
  /** New sessions of one verified user: a browser needs one for each page that it loads. */
  readonly sessionsOfUser: Rate;
  /** Entries. A request with more than are left is stored, and the rest is owed: a browser that was offline may send a hundred at once. */
  readonly entries: Rate;
  /** Requests that read. */
  readonly reads: Rate;
  /** Bytes of answers, before they are compressed. What an answer had too many is owed, and reads are refused until then. */
  readonly answerBytes: Rate;
  /** Requests of one log-in of an agent: what one agent has lost must not keep the others from their work. */
  readonly agentRequests: Rate;
  /** Frames on all live connections together. A browser sends one in ten seconds. */
  readonly liveFrames: Rate;
  /**
   * Conversations that users who are not verified begin from one network address. Fewer than half of the agents' page
   * (`AGENT_LIST_PAGE_LIMIT`): two addresses must not push all others out of their sight.
   */
  readonly anonymousConversations: Rate;
  /** Files that are uploaded: of a verified user or an agent, and from one network address by all others. */
  readonly uploads: Rate;
  /** Bytes of files that a verified user or an agent uploads, as they are claimed at the beginning of an upload. */
  readonly uploadBytes: Rate;
  /** Bytes of files that all others upload from one network address: anybody can make many sessions. */
  readonly uploadBytesOfAddress: Rate;
  /** Bytes of files that a user or an agent reads and downloads. What a file had too many is owed. */
  readonly fileBytes: Rate;
  /** Log-in attempts for one e-mail address from one network address. Shared. */
  readonly logins: Rate;
  /** Log-in attempts from one network address, whatever the e-mail address. Shared. */
  readonly loginsOfAddress: Rate;
  /**
   * Wrong passwords for one e-mail address, whatever the network address. A browser in which the agent has logged in before is
   * counted by itself, here and in `logins`, and not in the limits of addresses. Shared.
   */
  readonly loginsOfAccount: Rate;
}

export const RATE_LIMITS: RateLimits = {
  requests: {burst: 2000, perSecond: 200},
  bodyBytes: {burst: 4_000_000, perSecond: 500_000},
  sessions: {burst: 120, perSecond: 2},
  sessionsOfUser: {burst: 60, perSecond: 1},
  entries: {burst: 30, perSecond: 5},
  reads: {burst: 60, perSecond: 10},
  answerBytes: {burst: 4_000_000, perSecond: 1_000_000},
  agentRequests: {burst: 100, perSecond: 20},
  liveFrames: {burst: 50, perSecond: 10},
  anonymousConversations: {burst: 20, perSecond: 1 / 120},
  uploads: {burst: 60, perSecond: 1 / 2},
  uploadBytes: {burst: 500_000_000, perSecond: 500_000},
  uploadBytesOfAddress: {burst: 200_000_000, perSecond: 100_000},
  fileBytes: {burst: 200_000_000, perSecond: 5_000_000},
  logins: {burst: 10, perSecond: 1 / 30},
  loginsOfAddress: {burst: 30, perSecond: 1 / 10},
  loginsOfAccount: {burst: 20, perSecond: 1 / 60},
};

/** How many live connections and waiting requests may be open at a time, in each process. */
export interface ConnectionLimits {
  /** Of one user, in all browsers. */
  readonly ofUser: number;
  /** From one network address, without those of verified users. */
  readonly ofAddress: number;
}

export const CONNECTION_LIMITS: ConnectionLimits = {ofUser: 50, ofAddress: 1000};

/** How long a refused request waits for its answer: a client that asks again at once must not take the time of others. */
export const REFUSAL_PAUSE_MS = 1_000;

const ENDLESS: Rate = {burst: Infinity, perSecond: 1};

/** The limits of users and addresses when they are switched off. Those of log-ins stay. */
export const NO_USER_LIMITS = {
  rateLimits: {
    requests: ENDLESS,
    bodyBytes: ENDLESS,
    sessions: ENDLESS,
    sessionsOfUser: ENDLESS,
    entries: ENDLESS,
    reads: ENDLESS,
    answerBytes: ENDLESS,
    agentRequests: ENDLESS,
    liveFrames: ENDLESS,
    anonymousConversations: ENDLESS,
    uploads: ENDLESS,
    uploadBytes: ENDLESS,
    uploadBytesOfAddress: ENDLESS,
    fileBytes: ENDLESS,
  },
  connectionLimits: {ofUser: Infinity, ofAddress: Infinity},
} as const;
