/** The place in the inbox that the page's address names. */
export interface Route {
  readonly conversationId: string | undefined;
}

const CONVERSATION = /^#\/conversations\/([^/]+)$/;

export const LIST_ADDRESS = '#/conversations';

export const SETTINGS_ADDRESS = '#/settings';

export const SESSIONS_ADDRESS = '#/sessions';

/** A page that the settings lead to. */
export const AUDIT_ADDRESS = '#/settings/audit';

/** Whether the fragment of an address is the settings page's. */
export function isSettingsAddress(hash: string): boolean {
  return hash === SETTINGS_ADDRESS || hash === '#settings';
}

export function conversationAddress(id: string): string {
  return `${LIST_ADDRESS}/${encodeURIComponent(id)}`;
}

/** Reads the fragment of an address. An unknown fragment means the list. */
export function parseRoute(hash: string): Route {
  const encoded = CONVERSATION.exec(hash)?.[1];
  if (encoded === undefined) return {conversationId: undefined};
  try {
    return {conversationId: decodeURIComponent(encoded)};
  } catch {
    return {conversationId: undefined}; // A broken escape: somebody edited the address.
  }
}
