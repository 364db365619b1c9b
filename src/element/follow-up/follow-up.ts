import {requestAsUser} from '../../client/request-as-user.js';
import {retry} from '../../client/retry.js';
import type {UserSession} from '../../client/user-session.js';
import {parseFollowUp} from '../../protocol/parse-follow-up.js';
import type {FollowUpRequest} from '../../protocol/wire.js';
import type {ChatHost} from '../chat-host.js';
import {UserChangedEvent} from './user-changed-event.js';

/**
 * Asks whether the session's user began the conversation of the page's follow-up link. Sends `userchanged` when another user began it.
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
 * The address if it is one of this site, else `''`. The user who began the conversation has chosen it, and the page may send its user
 * there. So it must not lead to another site.
 */
function ownPage(pageUrl: string | null): string {
  return pageUrl !== null && URL.canParse(pageUrl) && new URL(pageUrl).origin === location.origin ? pageUrl : '';
}
