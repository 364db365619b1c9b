// A file of its own: it loads for pages that were opened from a follow-up link.
import {ChatEvent} from '../early-events.js';

/** The user is not the one who began the conversation of the follow-up link. */
export interface UserChanged {
  /** What the user was when the conversation began. */
  readonly originalState: 'anonymous' | 'logged-in';
  /** The address of the page of this site on which it began, or `''`. */
  readonly pageUrl: string;
}

/** Sent when the page was opened from a follow-up link, and its user is not the one who began that conversation. */
export class UserChangedEvent extends ChatEvent<UserChanged> {
  constructor(detail: UserChanged) {
    super('userchanged', detail);
  }
}
