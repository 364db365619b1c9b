import {defineOnce} from './define-once.js';
import {HsComposer} from './hs-composer.js';
import {HsMessageList} from './hs-message-list.js';
import {HsPanel} from './hs-panel.js';

export {PanelController} from './panel-controller.js';
export {unreadText} from './unread-speech.js';

defineOnce('hs-composer', HsComposer);
defineOnce('hs-message-list', HsMessageList);
defineOnce('hs-panel', HsPanel);
