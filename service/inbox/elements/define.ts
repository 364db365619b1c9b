import {HsAnswerForm} from './hs-answer-form.js';
import {HsConversation} from './hs-conversation.js';
import {HsConversationList} from './hs-conversation-list.js';
import {HsConversationLog} from './hs-conversation-log.js';
import {HsIdentityBadge} from './hs-identity-badge.js';
import {HsInbox} from './hs-inbox.js';
import {HsLogin} from './hs-login.js';
import {HsUserDetails} from './hs-user-details.js';

declare global {
  interface HTMLElementTagNameMap {
    'hs-answer-form': HsAnswerForm;
    'hs-conversation': HsConversation;
    'hs-conversation-list': HsConversationList;
    'hs-conversation-log': HsConversationLog;
    'hs-identity-badge': HsIdentityBadge;
    'hs-inbox': HsInbox;
    'hs-login': HsLogin;
    'hs-user-details': HsUserDetails;
  }
}

customElements.define('hs-answer-form', HsAnswerForm);
customElements.define('hs-conversation', HsConversation);
customElements.define('hs-conversation-list', HsConversationList);
customElements.define('hs-conversation-log', HsConversationLog);
customElements.define('hs-identity-badge', HsIdentityBadge);
customElements.define('hs-inbox', HsInbox);
customElements.define('hs-login', HsLogin);
customElements.define('hs-user-details', HsUserDetails);
