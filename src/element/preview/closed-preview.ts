/* eslint-disable no-restricted-globals -- sessionStorage: of this tab alone, and only until the message has been read */
import {parseJson} from '../../protocol/parse-fields.js';

const KEY = 'helpshift-chat-preview';

/** What the tab's storage holds after the user has closed the preview. The keys of app and user tell nothing of the user. */
export interface ClosedPreview {
  readonly app: string;
  /** `SessionUser.key`. */
  readonly user: string;
  /** The message that was shown. */
  readonly entryId: string;
}

/** What an earlier page of the tab has kept. Storage throws where the browser blocks it. */
export function readClosed(): Partial<ClosedPreview> | undefined {
  try {
    return parseJson(sessionStorage.getItem(KEY)) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Without storage the preview is back on the next page. */
export function keepClosed(closed: ClosedPreview | undefined): void {
  try {
    if (closed) sessionStorage.setItem(KEY, JSON.stringify(closed));
    else sessionStorage.removeItem(KEY);
  } catch {
    // The browser blocks it.
  }
}
