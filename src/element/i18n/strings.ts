/** What the launcher says. The English ones load with every page. */
export interface LauncherStrings {
  readonly openChat: string;
  readonly closeChat: string;
  /** Part of the launcher's name while `count` (1 or more) messages are unread. */
  readonly unread: (count: number) => string;
}

/** Everything a user reads. A language is one file in `languages/`. */
export interface Strings extends LauncherStrings {
  /** Name of the panel and its heading. */
  readonly title: string;
  readonly messages: string;
  readonly loading: string;
  /** First line of an empty chat, where the app has no greeting of its own. */
  readonly greeting: string;
  readonly inputLabel: string;
  readonly inputPlaceholder: string;
  readonly send: string;
  readonly you: string;
  readonly sending: string;
  readonly notSent: string;
  readonly retry: string;
  /** The text is over the limit by `count` (1 or more) characters. */
  readonly tooLong: (count: number) => string;
  readonly newMessages: string;
  readonly resolved: string;
  readonly offline: string;
  readonly unverifiedTitle: string;
  readonly unverifiedText: string;
  readonly failedTitle: string;
  readonly failedText: string;
  /** Labels and button of the Identity Bot. */
  readonly name: string;
  readonly email: string;
  readonly start: string;
}
