import {createContext} from '@lit/context';
import type {FileSource} from '../files/inbox-files.js';
import type {Dispatch} from '../state/actions.js';
import type {InboxStrings} from '../strings/inbox-strings.js';

/** What every part needs: how to dispatch an action, the time, the texts, and the files. */
export interface InboxContext {
  readonly dispatch: Dispatch;
  /** Milliseconds since 1970, by the service's clock. */
  readonly now: () => number;
  readonly strings: InboxStrings;
  readonly files: FileSource;
}

export const inboxContext = createContext<InboxContext>(Symbol('hs-inbox'));
