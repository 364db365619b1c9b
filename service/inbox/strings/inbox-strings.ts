import type {IdentityMark} from '../format/identity.js';
import type {ConversationStatus, LoginNotice, Notice} from '../state/state.js';
import type {SettingsStrings} from './settings-strings.js';

/** Every text of the inbox. A language is one file that fills this in; `languages.ts` lists them. */
export interface InboxStrings {
  /** A BCP 47 tag, also used to write dates and numbers. */
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';

  readonly product: string;
  readonly pageTitle: (unreadCount: number) => string;
  readonly navigation: string;
  readonly conversations: string;
  readonly starting: string;
  readonly retry: string;
  readonly dismiss: string;

  readonly logIn: string;
  readonly logInIntroduction: string;
  readonly email: string;
  readonly password: string;
  readonly loggingIn: string;
  readonly loginNotices: Readonly<Record<LoginNotice, string>>;
  readonly fieldIsMissing: string;
  readonly serviceUnreachable: string;
  readonly serviceUnreachableAdvice: string;
  readonly loggedInAs: (name: string) => string;
  readonly logOut: string;

  readonly connectionLost: string;
  readonly notices: Readonly<Record<Notice, string>>;

  readonly filter: string;
  readonly filters: Readonly<Record<ConversationStatus, string>>;
  readonly loadingConversations: string;
  readonly listFailed: string;
  readonly emptyLists: Readonly<Record<ConversationStatus, {readonly title: string; readonly advice: string}>>;
  readonly unread: string;
  readonly agent: string;

  readonly identityMarks: Readonly<Record<IdentityMark, string>>;
  readonly identityExplanations: Readonly<Record<IdentityMark, string>>;
  readonly anonymousUser: (code: string) => string;
  readonly userDetails: string;
  readonly userName: string;
  readonly userId: string;
  readonly userEmail: string;
  readonly notGiven: string;
  readonly app: string;
  readonly typedByUser: string;
  readonly typedByUserExplanation: string;

  readonly backToList: string;
  readonly conversationWith: (name: string) => string;
  readonly nothingOpen: string;
  readonly nothingOpenAdvice: string;
  readonly loadingConversation: string;
  readonly conversationFailed: string;
  readonly conversationMissing: string;
  readonly newMessagesFailed: string;
  readonly messages: string;
  readonly jumpToNewest: string;
  readonly showEarlier: string;
  readonly loadingEarlier: string;
  readonly resolve: string;
  readonly reopen: string;
  readonly resolvedAdvice: string;

  readonly answer: string;
  readonly answerPlaceholder: string;
  readonly send: string;
  readonly sendHint: string;
  readonly charactersLeft: (count: number) => string;
  readonly sending: string;
  readonly sent: string;
  readonly failed: string;
  readonly sendAgain: string;
  readonly user: string;
  readonly newMessagesFrom: (name: string, count: number) => string;
  readonly newMessagesIn: (conversationCount: number) => string;

  readonly settings: SettingsStrings;
}
