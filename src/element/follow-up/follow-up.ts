import {requestAsUser} from '../../client/request-as-user.js';
import {retry} from '../../client/retry.js';
import type {UserSession} from '../../client/user-session.js';
import {parseFollowUp} from '../../protocol/parse-follow-up.js';
import type {FollowUpRequest} from '../../protocol/wire.js';
import type {ChatHost} from '../chat-host.js';
import {UserChangedEvent} from './user-changed-event.js';

/**
 * Asks whether the session's user began the conversation of the follow-up link that the page was opened from, and tells the page when it
 * was somebody else.
 */
export async function followUp(host: ChatHost, session: UserSession, conversationId: string): Promise<void> {
  const {signal} = session;
  const body: FollowUpRequest = {conversationId};
  try {
    const answer = await retry(() => requestAsUser(session, '/v1/follow-up', parseFollowUp, {body}), signal);
    if (answer.isOwn || signal.aborted) return;
    const {originalState, pageUrl} = answer;
    host.dispatchEvent(new UserChangedEvent({originalState, pageUrl: ownPage(pageUrl)}));
  } catch {
    // The link is wrong, or the session has ended. There is nothing that the page could do.
  }
}

/**
 * The address of a page of this site, else `''`. Whoever began the conversation has chosen it, and a page may lead its user there: a link
 * to a conversation must not lead to another site.
 */
function ownPage(pageUrl: string | null): string {
  return pageUrl !== null && URL.canParse(pageUrl) && new URL(pageUrl).origin === location.origin ? pageUrl : '';
}
