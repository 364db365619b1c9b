import {HsAnswerForm} from './conversations/hs-answer-form.js';
import {HsAppForm} from './settings/hs-app-form.js';
import {HsAppKeys} from './settings/hs-app-keys.js';
import {HsAppSettings} from './settings/hs-app-settings.js';
import {HsAuditLog} from './audit/hs-audit-log.js';
import {HsBeginning} from './conversations/hs-beginning.js';
import {HsCardForm} from './conversations/hs-card-form.js';
import {HsConversationList} from './conversations/hs-conversation-list.js';
import {HsConversationLog} from './conversations/hs-conversation-log.js';
import {HsConversation} from './conversations/hs-conversation.js';
import {HsCopyText} from './parts/hs-copy-text.js';
import {HsIdentityBadge} from './parts/hs-identity-badge.js';
import {HsInboxHeader} from './hs-inbox-header.js';
import {HsInbox} from './hs-inbox.js';
import {HsLogin} from './login/hs-login.js';
import {HsSelectionBar} from './conversations/hs-selection-bar.js';
import {HsSessions} from './sessions/hs-sessions.js';
import {HsSettings} from './settings/hs-settings.js';
import {HsTokenTest} from './settings/hs-token-test.js';
import {HsUserDetails} from './conversations/hs-user-details.js';

declare global {
  interface HTMLElementTagNameMap {
    'hs-answer-form': HsAnswerForm;
    'hs-app-form': HsAppForm;
    'hs-app-keys': HsAppKeys;
    'hs-app-settings': HsAppSettings;
    'hs-audit-log': HsAuditLog;
    'hs-beginning': HsBeginning;
    'hs-card-form': HsCardForm;
    'hs-conversation': HsConversation;
    'hs-conversation-list': HsConversationList;
    'hs-conversation-log': HsConversationLog;
    'hs-copy-text': HsCopyText;
    'hs-identity-badge': HsIdentityBadge;
    'hs-inbox': HsInbox;
    'hs-inbox-header': HsInboxHeader;
    'hs-login': HsLogin;
    'hs-selection-bar': HsSelectionBar;
    'hs-sessions': HsSessions;
    'hs-settings': HsSettings;
    'hs-token-test': HsTokenTest;
    'hs-user-details': HsUserDetails;
  }
}

customElements.define('hs-answer-form', HsAnswerForm);
customElements.define('hs-app-form', HsAppForm);
customElements.define('hs-app-keys', HsAppKeys);
customElements.define('hs-app-settings', HsAppSettings);
customElements.define('hs-audit-log', HsAuditLog);
customElements.define('hs-beginning', HsBeginning);
customElements.define('hs-card-form', HsCardForm);
customElements.define('hs-conversation', HsConversation);
customElements.define('hs-conversation-list', HsConversationList);
customElements.define('hs-conversation-log', HsConversationLog);
customElements.define('hs-copy-text', HsCopyText);
customElements.define('hs-identity-badge', HsIdentityBadge);
customElements.define('hs-inbox', HsInbox);
customElements.define('hs-inbox-header', HsInboxHeader);
customElements.define('hs-login', HsLogin);
customElements.define('hs-selection-bar', HsSelectionBar);
customElements.define('hs-sessions', HsSessions);
customElements.define('hs-settings', HsSettings);
customElements.define('hs-token-test', HsTokenTest);
customElements.define('hs-user-details', HsUserDetails);
