/* eslint-disable no-restricted-globals -- sessionStorage: of this tab alone, and only while the panel is open */
/** Where `keep-open/` notes for this tab that the panel is open. */
export const OPEN_KEY = 'helpshift-chat';

/** Whether the panel was open on the page before. Storage throws where the browser blocks it. */
export function wasOpen(): boolean {
  try {
    return OPEN_KEY in sessionStorage;
  } catch {
    return false;
  }
}
