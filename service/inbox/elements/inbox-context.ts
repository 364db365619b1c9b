import {createContext} from '@lit/context';
import type {Dispatch} from '../state/actions.js';
import type {InboxStrings} from '../strings/inbox-strings.js';

/** What every part needs: how to dispatch an action, and the texts. */
export interface InboxContext {
  readonly dispatch: Dispatch;
  readonly strings: InboxStrings;
}

export const inboxContext = createContext<InboxContext>(Symbol('hs-inbox'));
